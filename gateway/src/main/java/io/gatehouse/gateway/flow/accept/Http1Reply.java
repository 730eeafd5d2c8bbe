package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.http1.MessageBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** The way back on an HTTP/1 connection: puts the framing on an answer. After {@link #switchProtocols} it has none. */
final class Http1Reply extends OrderlyReply {
    private final Http1Connection connection;
    private final MessageBytes bytes;
    private final boolean http11;
    private boolean tunnel;

    Http1Reply(Http1Connection connection, boolean http11, boolean headOnly) {
        super(headOnly);
        this.connection = connection;
        this.bytes = new MessageBytes(connection.channel().alloc(), connection::write);
        this.http11 = http11;
    }

    @Override
    public EventLoop eventLoop() {
        return connection.channel().eventLoop();
    }

    @Override
    public void informational(HttpResponseStatus status, HttpHeaders headers) {
        if (isNew() && http11) {
            bytes.answer(status, headers, MessageBytes.Connection.UNSAID, false, false);
            bytes.hand();
            connection.flush();
        }
    }

    @Override
    void head(HttpResponseStatus status, HttpHeaders headers, boolean noContent) {
        if (isOpen() && !http11) {
            connection.closeAfterReply();
        }
        boolean kept = connection.decideKeepAlive();
        MessageBytes.Connection said = !kept
                ? MessageBytes.Connection.CLOSED
                : http11 ? MessageBytes.Connection.UNSAID : MessageBytes.Connection.KEPT;
        bytes.answer(status, headers, said, isOpen() && http11, !noContent);
    }

    @Override
    void piece(ByteBuf chunk) {
        if (tunnel) {
            connection.write(chunk);
        } else {
            bytes.body(chunk);
        }
    }

    @Override
    public void flush() {
        if (isUnderWay()) {
            bytes.hand();
            connection.flush();
        }
    }

    @Override
    void last(HttpHeaders trailers) {
        if (!tunnel) {
            bytes.end(trailers);
        }
        connection.flush();
        connection.replyEnded();
    }

    @Override
    void drop() {
        bytes.drop();
    }

    @Override
    void breakOff() {
        connection.abort();
    }

    @Override
    public void switchProtocols(HttpHeaders headers) {
        if (start()) {
            tunnel = true;
            bytes.answer(
                    HttpResponseStatus.SWITCHING_PROTOCOLS, headers, MessageBytes.Connection.UPGRADED, false, false);
            bytes.hand();
            connection.switchProtocols();
        }
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
    public boolean isWritable() {
        return connection.channel().isWritable();
    }
}
