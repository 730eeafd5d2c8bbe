package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Reply;
import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** One request and its reply on an HTTP/1.1 connection: the framing, and nothing of what it is about. */
final class Http1Exchange implements RequestBody, Reply {
    private static final long UNKNOWN = -1;

    private final ChannelHandlerContext ctx;
    private final Runnable whenEnded;
    private final boolean head;
    private final boolean http10;
    private final boolean expectsContinue;
    private final long declared;
    private final boolean empty;

    private boolean keepAlive;
    private boolean read;
    private @Nullable Sink sink;
    private boolean begun;
    private boolean ended;
    private boolean tunnel;
    private boolean bodiless;
    private long owed = UNKNOWN;
    private Runnable onWritable = () -> {};
    private Runnable onGone = () -> {};

    Http1Exchange(ChannelHandlerContext ctx, HttpRequest request, Runnable whenEnded) {
        this.ctx = ctx;
        this.whenEnded = whenEnded;
        this.head = request.method().equals(HttpMethod.HEAD);
        this.http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        this.expectsContinue = HttpUtil.is100ContinueExpected(request);
        this.declared = HttpUtil.isTransferEncodingChunked(request) ? UNKNOWN : HttpUtil.getContentLength(request, 0L);
        this.empty = declared == 0;
        this.keepAlive = HttpUtil.isKeepAlive(request);
    }

    // The request's body.

    @Override
    public boolean isEmpty() {
        return empty;
    }

    @Override
    public long declaredLength() {
        return declared;
    }

    @Override
    public void readTo(Sink target) {
        sink = target;
        if (empty && !tunnel) {
            target.end(EmptyHttpHeaders.INSTANCE);
            return;
        }
        if (expectsContinue && !begun && !read) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        resume();
    }

    @Override
    public void pause() {
        ctx.channel().config().setAutoRead(false);
    }

    @Override
    public void resume() {
        ctx.channel().config().setAutoRead(true);
    }

    void body(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        read |= last;
        Sink target = empty || ended ? null : sink;
        if (target == null) {
            content.release();
            return;
        }
        if (content.content().isReadable()) {
            target.data(content.content());
        } else {
            content.release();
        }
        if (last) {
            target.end(((LastHttpContent) content).trailingHeaders());
        }
    }

    void raw(ByteBuf bytes) {
        if (sink == null) {
            bytes.release();
        } else {
            sink.data(bytes);
        }
    }

    /** Tells the reader that the body will not be whole; false if an answer has begun already. */
    boolean broken(Throwable cause) {
        boolean answerable = !begun;
        ended = true;
        begun = true;
        onGone.run();
        if (sink != null) {
            sink.failed(cause);
        }
        return answerable;
    }

    void gone() {
        if (!ended) {
            ended = true;
            onGone.run();
        }
        if (sink != null && (!read || tunnel) && !empty) {
            sink.failed(new java.nio.channels.ClosedChannelException());
        }
    }

    boolean isRead() {
        return read || empty;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    void writable() {
        onWritable.run();
    }

    // The reply.

    @Override
    public EventLoop eventLoop() {
        return ctx.channel().eventLoop();
    }

    @Override
    public void informational(HttpResponseStatus status, HttpHeaders headers) {
        if (!begun && !http10) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    status,
                    io.netty.buffer.Unpooled.EMPTY_BUFFER,
                    headers,
                    EmptyHttpHeaders.INSTANCE));
        }
    }

    @Override
    public void begin(HttpResponseStatus status, HttpHeaders headers) {
        if (begun) {
            return;
        }
        begun = true;
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers);
        if (status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            switchTo(response);
            return;
        }
        int code = status.code();
        bodiless = head || code == 204 || code == 304;
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            owed = HttpUtil.getContentLength(response, UNKNOWN);
        } else if (!bodiless && http10) {
            keepAlive = false;
        } else if (!bodiless) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        if (expectsContinue && !isRead() && sink == null) {
            // The client may send its body or not: nobody can tell where its next request would begin.
            keepAlive = false;
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        } else if (http10) {
            headers.set(HttpHeaderNames.CONNECTION, "keep-alive");
        }
        ctx.write(response);
    }

    private void switchTo(HttpResponse response) {
        tunnel = true;
        keepAlive = false;
        ctx.writeAndFlush(response);
        ctx.pipeline().remove(HttpServerCodec.class);
        resume();
    }

    @Override
    public void write(ByteBuf chunk) {
        if (ended || bodiless) {
            chunk.release();
            return;
        }
        if (tunnel) {
            ctx.write(chunk);
            return;
        }
        if (owed != UNKNOWN) {
            owed -= chunk.readableBytes();
            if (owed < 0) {
                chunk.release();
                abort();
                return;
            }
        }
        ctx.write(new DefaultHttpContent(chunk));
    }

    @Override
    public void flush() {
        if (!ended) {
            ctx.flush();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (ended) {
            return;
        }
        if (!bodiless && owed > 0) {
            abort();
            return;
        }
        ended = true;
        if (tunnel) {
            ctx.flush();
        } else {
            ctx.writeAndFlush(
                    trailers.isEmpty() || owed != UNKNOWN || bodiless
                            ? LastHttpContent.EMPTY_LAST_CONTENT
                            : new DefaultLastHttpContent(io.netty.buffer.Unpooled.EMPTY_BUFFER, trailers));
        }
        whenEnded.run();
    }

    @Override
    public void abort() {
        ended = true;
        begun = true;
        ctx.close();
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public boolean isWritable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void whenWritable(Runnable listener) {
        onWritable = listener;
    }

    @Override
    public void whenGone(Runnable listener) {
        onGone = listener;
    }
}
