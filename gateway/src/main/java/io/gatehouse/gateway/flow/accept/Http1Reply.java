package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Reply;
import io.gatehouse.gateway.http1.MessageBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
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
    private final MessageBytes bytes;
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
        this.bytes = new MessageBytes(connection.channel().alloc(), connection::write);
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
            bytes.answer(status, headers, MessageBytes.Connection.UNSAID, false, false);
            bytes.hand();
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
        boolean noContent = status.codeClass() == HttpStatusClass.INFORMATIONAL || status.code() == 204;
        bodiless = headOnly || noContent || status.code() == 205 || status.code() == 304;
        if (!noContent) {
            declared = length(headers);
        }
        boolean chunked = !bodiless && declared == OPEN && http11;
        if (!bodiless && declared == OPEN && !http11) {
            connection.closeAfterReply();
        }
        boolean kept = connection.decideKeepAlive();
        bytes.answer(
                status,
                headers,
                !kept
                        ? MessageBytes.Connection.CLOSED
                        : http11 ? MessageBytes.Connection.UNSAID : MessageBytes.Connection.KEPT,
                chunked,
                !noContent);
    }

    private static long length(HttpHeaders headers) {
        String announced = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return announced == null ? OPEN : Long.parseLong(announced);
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
        if (tunnel) {
            connection.write(chunk);
        } else {
            bytes.body(chunk);
        }
    }

    @Override
    public void flush() {
        if (state == State.BEGUN) {
            bytes.hand();
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
            bytes.end(trailers);
        }
        connection.flush();
        connection.replyEnded();
    }

    @Override
    public void abort() {
        if (state == State.NEW || state == State.BEGUN) {
            state = State.GONE;
            bytes.drop();
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
        bytes.answer(HttpResponseStatus.SWITCHING_PROTOCOLS, headers, MessageBytes.Connection.UPGRADED, false, false);
        bytes.hand();
        connection.switchProtocols();
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
            bytes.drop();
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
}
