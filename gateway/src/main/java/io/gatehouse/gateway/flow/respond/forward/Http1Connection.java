package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.http1.MessageBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server: one call after the other. It goes back to its server's idle ones only when request and answer are both complete and the read that brought the answer's end
 * brought nothing else: what a server says unasked must never be taken for the answer to the next request.
 *
 * <pre>
 * IDLE --send--> WAITING --head--> ANSWERING --last byte--> ANSWERED --end of read--> IDLE
 *                WAITING --101--> TUNNEL
 *   all          --closed, malformed, overdue--> closed, and the call broken
 * </pre>
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Wire {
    private enum State {
        IDLE,
        WAITING,
        ANSWERING,
        ANSWERED,
        TUNNEL
    }

    private static final long NEVER = Long.MAX_VALUE / 2;

    private final OriginServer server;
    private final AnswerDecoder decoder;
    private State state = State.IDLE;
    private int calls;
    private int place = -1;
    private boolean requestEnded;
    private boolean keepAlive;
    private boolean flushing;
    private long deadline;
    private @Nullable OriginCall call;
    private ChannelHandlerContext ctx;
    private MessageBytes bytes;

    @SuppressWarnings("NullAway.Init") // Netty hands the context over in handlerAdded, before anything else happens
    Http1Connection(OriginServer server, AnswerDecoder decoder) {
        this.server = server;
        this.decoder = decoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        bytes = new MessageBytes(added.alloc(), ready -> ctx.write(ready, ctx.voidPromise()));
    }

    @Override
    public String server() {
        return server.toString();
    }

    Channel channel() {
        return ctx.channel();
    }

    /** Where its server has it among the busy ones; -1: it is none of them. */
    int place() {
        return place;
    }

    void place(int among) {
        place = among;
    }

    @Override
    public boolean wasKept() {
        return calls > 1;
    }

    void deadline(long at) {
        deadline = at;
    }

    boolean isOverdue(long now) {
        return now - deadline > 0;
    }

    void expire() {
        breakOff(UpstreamFailure.late(server + " was silent for too long"));
    }

    @Override
    public void send(OriginCall next) {
        call = next;
        calls++;
        state = State.WAITING;
        keepAlive = true;
        requestEnded = false;
        decoder.expectAnswerTo(next.request().method());
        never();
        HttpRequest head = next.request();
        bytes.request(
                head.method().name(),
                head.uri(),
                head.headers(),
                head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING));
        byte[] whole = next.body();
        if (whole != null) {
            if (whole.length > 0) {
                bytes.body(Unpooled.wrappedBuffer(whole));
            }
            endRequest(EmptyHttpHeaders.INSTANCE);
        } else {
            flushSoon();
        }
    }

    @Override
    public void write(ByteBuf chunk) {
        if (state == State.TUNNEL) {
            ctx.write(chunk, ctx.voidPromise());
        } else if (chunk.isReadable()) {
            bytes.body(chunk);
        } else {
            chunk.release();
        }
        flushSoon();
    }

    @Override
    public void endRequest(HttpHeaders trailers) {
        requestEnded = true;
        bytes.end(trailers);
        ctx.flush();
        silentUntilNow();
    }

    /** Chunks that come in one read leave in one write. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            ctx.channel().eventLoop().execute(() -> {
                flushing = false;
                bytes.hand();
                ctx.flush();
            });
        }
    }

    @Override
    public boolean isWritable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void pauseAnswer() {
        ctx.channel().config().setAutoRead(false);
        never();
    }

    @Override
    public void resumeAnswer() {
        if (state != State.IDLE && !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
            silentUntilNow();
        }
    }

    @Override
    public void cancel() {
        call = null;
        ctx.close();
    }

    private void silentUntilNow() {
        if (call != null && state != State.TUNNEL) {
            Waits waits = server.waits();
            Duration own = call.silence();
            long answer = own == null ? waits.answer() : own.toNanos();
            deadline = System.nanoTime() + (state == State.WAITING ? answer : waits.between());
        }
    }

    private void never() {
        deadline = System.nanoTime() + NEVER;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        OriginCall current = call;
        if (current == null) {
            ReferenceCountUtil.release(message);
            context.close(); // unasked
        } else if (state == State.TUNNEL) {
            tunnelled(current, message);
        } else if (((HttpObject) message).decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            breakOff(UpstreamFailure.broken(
                    server + " does not answer in HTTP/1.1",
                    ((HttpObject) message).decoderResult().cause()));
        } else if (message instanceof HttpResponse head) {
            head(current, head);
        } else {
            content(current, (HttpContent) message);
        }
    }

    private void head(OriginCall current, HttpResponse head) {
        int code = head.status().code();
        if (state != State.WAITING) {
            breakOff(UpstreamFailure.broken(server + " answered twice", null));
        } else if (code == 101) {
            if (!current.request().headers().contains(HttpHeaderNames.UPGRADE)) {
                breakOff(UpstreamFailure.broken(server + " switched protocols unasked", null));
                return;
            }
            state = State.TUNNEL;
            current.answered(code);
            never();
            current.listener().switched(head.headers());
            // At once: without Sec-WebSocket-Accept Netty would take what follows for the body of an ancient draft.
            ctx.pipeline().remove(decoder);
        } else if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            if (code != 100) {
                current.listener().informational(head.status(), head.headers());
            }
        } else if (hasForeignEncoding(head)) {
            breakOff(UpstreamFailure.broken(server + " used a Transfer-Encoding other than chunked", null));
        } else {
            state = State.ANSWERING;
            keepAlive = HttpUtil.isKeepAlive(head);
            silentUntilNow();
            current.answered(code);
            current.listener().begin(head.status(), head.headers());
        }
    }

    private static boolean hasForeignEncoding(HttpResponse head) {
        String encoding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        return encoding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encoding);
    }

    private void content(OriginCall current, HttpContent content) {
        if (state != State.ANSWERING) {
            content.release(); // the end of an informational answer
            return;
        }
        silentUntilNow();
        if (content.content().isReadable()) {
            current.listener().data(content.content());
        } else {
            content.release();
        }
        // The listener may have given up on what it saw.
        if (content instanceof LastHttpContent last && call == current && state == State.ANSWERING) {
            state = State.ANSWERED;
            current.ended();
            call = null;
            current.listener().end(last.trailingHeaders());
        }
    }

    private void tunnelled(OriginCall current, Object message) {
        if (message instanceof ByteBuf bytes) {
            current.listener().data(bytes);
        } else {
            ReferenceCountUtil.release(message); // the end of the 101 answer
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (state == State.ANSWERED) {
            if (keepAlive
                    && requestEnded
                    && !decoder.hasMore()
                    && context.channel().isActive()) {
                state = State.IDLE;
                context.channel().config().setAutoRead(true);
                server.release(this);
            } else {
                context.close();
            }
        } else if (call != null) {
            call.listener().pauseForBreath();
        } else if (decoder.hasMore()) {
            context.close(); // unasked
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (call == null) {
            return;
        }
        if (context.channel().isWritable()) {
            if (!requestEnded) {
                never();
            }
            call.listener().writable();
        } else if (!requestEnded) {
            silentUntilNow();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        bytes.drop();
        server.closed(this);
        OriginCall current = call;
        if (current != null && state == State.TUNNEL) {
            call = null;
            current.ended();
            current.listener().end(EmptyHttpHeaders.INSTANCE);
        } else {
            breakOff(UpstreamFailure.broken(server + " closed the connection before its answer was complete", null));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        breakOff(UpstreamFailure.broken(server + " broke the connection: " + cause.getMessage(), cause));
    }

    private void breakOff(UpstreamFailure failure) {
        OriginCall current = call;
        call = null;
        ctx.close();
        if (current != null) {
            current.broken(this, failure, state == State.WAITING ? Reach.SENT : Reach.ANSWERED);
        }
    }
}
