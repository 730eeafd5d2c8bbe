package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Reply;
import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * One exchange between a client and a server: moves the request's body one way and the answer the other, each at the pace of whoever takes it. Ends once: with the
 * answer's last byte, when the server fails, or when the client leaves.
 */
final class Relay implements AnswerListener {
    /** More of a withheld answer than this costs more than a new connection. */
    private static final int MOST_DISCARDED = 64 * 1024;

    private final Exchange exchange;
    private final AnswerHeaders passing;
    private final AnswerWatch watch;
    private final Forwarder.Failures failures;
    private final OriginCall call;
    private boolean done;
    private boolean withheld;
    private int discarded;
    private @Nullable Wire wire;

    /** @param body null: the exchange's body is streamed */
    Relay(
            Exchange exchange,
            Config.Route route,
            OriginPool pool,
            HttpRequest request,
            byte @Nullable [] body,
            AnswerWatch watch,
            Forwarder.Failures failures) {
        this.exchange = exchange;
        this.passing = new AnswerHeaders(route, exchange.head(), exchange.client());
        this.watch = watch;
        this.failures = failures;
        call = new OriginCall(pool, request, body, route.settings().answer(), this);
    }

    void start() {
        Reply reply = exchange.reply();
        reply.whenGone(this::clientGone);
        reply.whenWritable(this::clientKeepsUp);
        if (!done) {
            call.start();
        }
    }

    @Override
    public void connected(Wire to) {
        wire = to;
        exchange.reply().servedBy(to.server());
        if (call.body() == null) {
            exchange.body().readTo(new Upload(to));
        }
    }

    @Override
    public void informational(HttpResponseStatus status, HttpHeaders headers) {
        exchange.reply().informational(status, passing.endToEnd(headers));
    }

    @Override
    public void begin(HttpResponseStatus status, HttpHeaders headers) {
        HttpHeaders passed = passing.endToEnd(headers);
        withheld = !watch.head(status, passed);
        if (!withheld) {
            exchange.reply().begin(status, passed);
        }
    }

    @Override
    public void switched(HttpHeaders headers) {
        HttpHeaders passed = passing.endToEnd(headers);
        passed.set(HttpHeaderNames.UPGRADE, headers.get(HttpHeaderNames.UPGRADE, Upgrade.WEBSOCKET));
        watch.head(HttpResponseStatus.SWITCHING_PROTOCOLS, passed);
        exchange.reply().switchProtocols(passed);
        if (wire != null) {
            exchange.body().readTo(new Upload(wire));
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        if (done) {
            chunk.release();
        } else if (withheld) {
            discarded += chunk.readableBytes();
            chunk.release();
            if (discarded > MOST_DISCARDED) {
                call.cancel();
                finish(true);
            }
        } else {
            Reply reply = exchange.reply();
            ByteBuf passed = watch.body(chunk);
            if (passed == null) {
                call.cancel();
                finish(false);
                reply.abort();
                return;
            }
            reply.write(passed);
            if (!reply.isWritable() && wire != null) {
                wire.pauseAnswer();
            }
        }
    }

    @Override
    public void pauseForBreath() {
        if (!done && !withheld) {
            exchange.reply().flush();
        }
    }

    @Override
    public void writable() {
        if (!done) {
            exchange.body().resume();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!done) {
            if (!withheld) {
                ByteBuf last = watch.last();
                if (last.isReadable()) {
                    exchange.reply().write(last);
                }
            }
            finish(true);
            if (!withheld) {
                exchange.reply().end(trailers);
            }
        }
    }

    @Override
    public void failed(UpstreamFailure failure) {
        if (done) {
            return;
        }
        finish(false);
        if (exchange.reply().hasBegun()) {
            exchange.reply().abort();
        } else if (!withheld) {
            failures.answer(exchange, failure);
        }
    }

    private void finish(boolean complete) {
        done = true;
        watch.end(complete);
    }

    private void clientGone() {
        if (!done) {
            call.cancel();
            finish(false);
        }
    }

    private void clientKeepsUp() {
        if (!done && wire != null) {
            wire.resumeAnswer();
        }
    }

    /** The client's side of the exchange, on its way to the server. */
    private final class Upload implements RequestBody.Sink {
        private final Wire to;

        Upload(Wire to) {
            this.to = to;
        }

        @Override
        public void data(ByteBuf chunk) {
            if (done) {
                chunk.release();
                return;
            }
            to.write(chunk);
            if (!to.isWritable()) {
                exchange.body().pause();
            }
        }

        @Override
        public void end(HttpHeaders trailers) {
            if (!done) {
                to.endRequest(trailers);
            }
        }

        @Override
        public void failed(Throwable cause) {
            clientGone();
        }
    }
}
