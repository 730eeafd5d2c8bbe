package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Reply;
import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an upstream and one answer on its way back, streaming, on one event loop. Whichever side is slower sets the pace of the other.
 *
 * <p>Ends once: {@code finish} gives the connection back if both messages were complete, and closes it otherwise.
 */
final class Relay implements OriginHandler.User, RequestBody.Sink {
    /** Told once how the relay ended: null is well; and whether the connection can serve again. */
    interface End extends BiConsumer<@Nullable UpstreamFailure, Boolean> {}

    private final Exchange exchange;
    private final Reply reply;
    private final Channel origin;
    private final AnswerWatch watch;
    private final End end;
    private final ScheduledFuture<?> deadline;

    private boolean requestSent;
    private boolean answerBegun;
    private boolean withheld;
    private boolean reusable;
    private boolean tunnel;
    private boolean finished;

    Relay(Exchange exchange, Channel origin, AnswerWatch watch, Duration answerLimit, End end) {
        this.exchange = exchange;
        this.reply = exchange.reply();
        this.origin = origin;
        this.watch = watch;
        this.end = end;
        this.deadline = origin.eventLoop()
                .schedule(
                        () -> finish(
                                new UpstreamFailure(
                                        UpstreamFailure.Kind.TIMEOUT, "it did not answer within " + answerLimit),
                                false),
                        answerLimit.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Sends the request: with the body given, or else with the exchange's own as it arrives. */
    void start(HttpRequest request, byte @Nullable [] body, boolean upgrade) {
        reply.whenGone(() -> finish(new UpstreamFailure(UpstreamFailure.Kind.BROKEN, "the client went away"), false));
        reply.whenWritable(() -> origin.config().setAutoRead(true));
        origin.write(request);
        if (body != null) {
            origin.write(new DefaultHttpContent(io.netty.buffer.Unpooled.wrappedBuffer(body)));
            end(io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE);
        } else if (exchange.body().isEmpty() || upgrade) {
            end(io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE);
        } else {
            exchange.body().readTo(this);
        }
    }

    // The request's body, from the client.

    @Override
    public void data(ByteBuf chunk) {
        if (finished) {
            chunk.release();
            return;
        }
        origin.writeAndFlush(tunnel ? chunk : new DefaultHttpContent(chunk));
        if (!origin.isWritable()) {
            exchange.body().pause();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!requestSent && !finished) {
            requestSent = true;
            origin.writeAndFlush(
                    trailers.isEmpty()
                            ? LastHttpContent.EMPTY_LAST_CONTENT
                            : new DefaultLastHttpContent(io.netty.buffer.Unpooled.EMPTY_BUFFER, trailers));
        }
    }

    @Override
    public void failed(Throwable cause) {
        finish(new UpstreamFailure(UpstreamFailure.Kind.BROKEN, "the request broke off"), false);
    }

    @Override
    public void writable() {
        exchange.body().resume();
    }

    // The answer, from the upstream.

    @Override
    public void head(HttpResponse response) {
        int code = response.status().code();
        if (code == 101) {
            switchProtocols(response);
            return;
        }
        if (code < 200) {
            if (code != 100) {
                reply.informational(response.status(), ForwardedHeaders.toClient(response.headers()));
            }
            return;
        }
        deadline.cancel(false);
        answerBegun = true;
        reusable = HttpUtil.isKeepAlive(response);
        HttpHeaders headers = ForwardedHeaders.toClient(response.headers());
        if (watch.head(response.status(), headers)) {
            reply.begin(response.status(), headers);
        } else {
            withheld = true;
        }
    }

    private void switchProtocols(HttpResponse response) {
        deadline.cancel(false);
        answerBegun = true;
        tunnel = true;
        HttpHeaders headers = ForwardedHeaders.toClient(response.headers());
        headers.set("Connection", "upgrade").set("Upgrade", response.headers().get("Upgrade", ""));
        reply.begin(HttpResponseStatus.SWITCHING_PROTOCOLS, headers);
        exchange.body().readTo(this);
        origin.pipeline().remove(HttpClientCodec.class);
    }

    @Override
    public void content(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (!answerBegun || tunnel) {
            // The empty end of a 1xx answer.
            content.release();
            return;
        }
        watch.body(content.content());
        if (withheld || !content.content().isReadable()) {
            content.release();
        } else {
            reply.write(content.content());
        }
        if (last) {
            watch.end(true);
            if (!withheld) {
                reply.end(((LastHttpContent) content).trailingHeaders());
            }
            finish(null, reusable && requestSent);
        } else if (!withheld && !reply.isWritable()) {
            // In this order: the flush may make the reply writable again at once, and says so once.
            origin.config().setAutoRead(false);
            reply.flush();
        }
    }

    @Override
    public void raw(ByteBuf bytes) {
        reply.write(bytes);
    }

    @Override
    public void readComplete() {
        if (answerBegun && !withheld) {
            reply.flush();
        }
    }

    @Override
    public void broken(String why) {
        if (tunnel) {
            reply.flush();
        }
        finish(new UpstreamFailure(UpstreamFailure.Kind.BROKEN, why), false);
    }

    boolean hasBegun() {
        return answerBegun;
    }

    private void finish(@Nullable UpstreamFailure failure, boolean keep) {
        if (finished) {
            return;
        }
        finished = true;
        deadline.cancel(false);
        if (failure != null && answerBegun) {
            watch.end(false);
        }
        end.accept(failure, keep);
    }
}
