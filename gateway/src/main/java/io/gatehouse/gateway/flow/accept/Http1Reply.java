package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * The way back on an HTTP/1 connection: puts the framing on an answer, and holds it to the length it announced.
 *
 * <pre>
 * NEW --begin--> BEGUN --end--> ENDED
 *  NEW, BEGUN --client gone, abort--> GONE      (whatever is called then is harmless)
 *  NEW --switchProtocols--> BEGUN, unframed
 * </pre>
 */
final class Http1Reply implements Reply {
    private enum State {
        NEW,
        BEGUN,
        ENDED,
        GONE
    }

    private static final long OPEN = -1;

    private final Http1Connection connection;
    private final boolean http11;
    private final boolean headOnly;
    private State state = State.NEW;
    private boolean bodiless;
    private boolean tunnel;
    private long declared = OPEN;
    private long written;
    private @Nullable Runnable whenWritable;
    private @Nullable Runnable whenGone;

    Http1Reply(Http1Connection connection, boolean http11, boolean headOnly) {
        this.connection = connection;
        this.http11 = http11;
        this.headOnly = headOnly;
    }

    @Override
    public EventLoop eventLoop() {
        return connection.channel().eventLoop();
    }

    @Override
    public void informational(HttpResponseStatus status, HttpHeaders headers) {
        if (state == State.NEW && http11) {
            connection.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, endToEnd(headers)));
            connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
            connection.flush();
        }
    }

    @Override
    public void begin(HttpResponseStatus status, HttpHeaders headers) {
        if (state == State.GONE) {
            return;
        }
        requireNew();
        state = State.BEGUN;
        HttpHeaders framed = endToEnd(headers);
        boolean noContent = status.codeClass() == HttpStatusClass.INFORMATIONAL || status.code() == 204;
        bodiless = headOnly || noContent || status.code() == 205 || status.code() == 304;
        if (noContent) {
            framed.remove(HttpHeaderNames.CONTENT_LENGTH);
        } else {
            declared = HttpUtil.getContentLength(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, framed), OPEN);
        }
        if (!bodiless && declared == OPEN) {
            if (http11) {
                framed.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            } else {
                connection.closeAfterReply();
            }
        }
        if (!connection.decideKeepAlive()) {
            framed.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!http11) {
            framed.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        connection.writeHead(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, framed), headOnly);
    }

    @Override
    public void write(ByteBuf chunk) {
        if (state != State.BEGUN || bodiless || !chunk.isReadable()) {
            chunk.release();
            return;
        }
        written += chunk.readableBytes();
        if (declared != OPEN && written > declared) {
            chunk.release();
            abort();
            return;
        }
        int bytes = chunk.readableBytes();
        connection.write(tunnel ? chunk : new DefaultHttpContent(chunk), bytes);
    }

    @Override
    public void flush() {
        if (state == State.BEGUN) {
            connection.flush();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (state != State.BEGUN) {
            return;
        }
        if (!bodiless && declared != OPEN && written < declared) {
            abort();
            return;
        }
        state = State.ENDED;
        if (!tunnel) {
            LastHttpContent last = LastHttpContent.EMPTY_LAST_CONTENT;
            if (!trailers.isEmpty()) {
                last = new DefaultLastHttpContent();
                last.trailingHeaders().set(trailers);
            }
            connection.write(last);
        }
        connection.flush();
        connection.replyEnded();
    }

    @Override
    public void abort() {
        if (state == State.NEW || state == State.BEGUN) {
            state = State.GONE;
            connection.abort();
        }
    }

    @Override
    public void switchProtocols(HttpHeaders headers) {
        if (state == State.GONE) {
            return;
        }
        requireNew();
        state = State.BEGUN;
        tunnel = true;
        HttpHeaders framed = new DefaultHttpHeaders().set(headers);
        framed.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        connection.switchProtocols(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, framed));
    }

    @Override
    public String protocol() {
        return http11 ? "HTTP/1.1" : "HTTP/1.0";
    }

    @Override
    public @Nullable String tlsVersion() {
        SslHandler tls = connection.channel().pipeline().get(SslHandler.class);
        return tls == null ? null : tls.engine().getSession().getProtocol();
    }

    @Override
    public boolean hasBegun() {
        return state == State.BEGUN || state == State.ENDED;
    }

    @Override
    public boolean isWritable() {
        return connection.channel().isWritable();
    }

    @Override
    public void whenWritable(Runnable listener) {
        whenWritable = listener;
    }

    @Override
    public void whenGone(Runnable listener) {
        whenGone = listener;
        if (state == State.GONE) {
            tellGone();
        }
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    void becameWritable() {
        if (state == State.BEGUN && whenWritable != null) {
            whenWritable.run();
        }
    }

    /** The client left, or broke the rules while sending its body. */
    void gone() {
        if (state == State.NEW || state == State.BEGUN) {
            state = State.GONE;
            tellGone();
        }
    }

    private void tellGone() {
        Runnable listener = whenGone;
        whenGone = null;
        if (listener != null) {
            listener.run();
        }
    }

    private void requireNew() {
        if (state != State.NEW) {
            throw new IllegalStateException("the reply has begun already");
        }
    }

    /** A copy, whose values are checked against splitting the answer in two. */
    private static HttpHeaders endToEnd(HttpHeaders headers) {
        return new DefaultHttpHeaders()
                .set(headers)
                .remove(HttpHeaderNames.TRANSFER_ENCODING)
                .remove(HttpHeaderNames.CONNECTION);
    }
}
