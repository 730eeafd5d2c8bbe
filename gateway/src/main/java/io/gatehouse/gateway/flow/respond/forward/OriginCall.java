package io.gatehouse.gateway.flow.respond.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request to an upstream, and the tries it takes. Another try is made only when it can do no harm: the server could not even be connected to; or a kept connection turned out
 * dead before any of the answer came, and the request may be repeated.
 */
final class OriginCall {
    private final OriginPool pool;
    private final HttpRequest request;
    private final byte @Nullable [] body;
    private final @Nullable Duration silence;
    private final AnswerListener listener;
    private boolean freshOnly;
    private boolean done;
    private int connectsLeft;
    private @Nullable OriginConnection connection;

    /**
     * @param body null: it is streamed, and the request never repeated
     * @param silence how long a server may be silent; null: as the pool says
     */
    OriginCall(
            OriginPool pool,
            HttpRequest request,
            byte @Nullable [] body,
            @Nullable Duration silence,
            AnswerListener listener) {
        this.pool = pool;
        this.request = request;
        this.body = body;
        this.silence = silence;
        this.listener = listener;
        connectsLeft = pool.size();
    }

    HttpRequest request() {
        return request;
    }

    byte @Nullable [] body() {
        return body;
    }

    AnswerListener listener() {
        return listener;
    }

    /** How long a server may be silent. */
    Duration silence() {
        return silence == null ? pool.answer() : silence;
    }

    void start() {
        OriginServer server = pool.choose();
        OriginConnection kept = freshOnly ? null : server.pollIdle();
        if (kept != null) {
            send(kept);
            return;
        }
        connectsLeft--;
        server.connect().addListener((ChannelFuture connect) -> connected(server, connect));
    }

    private void connected(OriginServer server, ChannelFuture connect) {
        if (!connect.isSuccess()) {
            connectFailed(server, connect.cause());
            return;
        }
        OriginServer.whenReady(connect.channel(), fault -> {
            if (fault != null) {
                connect.channel().close();
                connectFailed(server, fault);
            } else {
                use(server, connect.channel());
            }
        });
    }

    private void use(OriginServer server, Channel channel) {
        OriginConnection fresh = channel.pipeline().get(OriginConnection.class);
        if (done || fresh == null || !channel.isActive()) {
            server.connectFailed();
            channel.close();
            if (!done) {
                fail(UpstreamFailure.broken(server + " closed the connection at once", null));
            }
            return;
        }
        server.connected(fresh);
        send(fresh);
    }

    private void connectFailed(OriginServer server, Throwable cause) {
        server.connectFailed();
        server.shun(System.nanoTime());
        if (done) {
            return;
        }
        if (connectsLeft > 0) {
            start();
        } else if (cause instanceof ConnectTimeoutException) {
            fail(UpstreamFailure.late("no connection to " + server + " in time"));
        } else {
            fail(new UpstreamFailure(
                    UpstreamFailure.Kind.UNREACHABLE, "no connection to " + server + ": " + cause.getMessage(), cause));
        }
    }

    private void send(OriginConnection chosen) {
        connection = chosen;
        chosen.send(this);
        if (!done) {
            listener.connected(chosen);
        }
    }

    /** The connection broke, and this call with it. */
    void broken(OriginConnection broken, UpstreamFailure failure, boolean answerBegan) {
        if (done) {
            return;
        }
        connection = null;
        if (broken.wasKept() && !answerBegan && !freshOnly && isRepeatable()) {
            freshOnly = true;
            connectsLeft = Math.max(1, connectsLeft);
            start();
        } else {
            fail(failure);
        }
    }

    private boolean isRepeatable() {
        return body != null
                && switch (request.method().name()) {
                    case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }

    private void fail(UpstreamFailure failure) {
        done = true;
        listener.failed(failure);
    }

    void ended() {
        done = true;
    }

    /** Nobody wants the answer any more. */
    void cancel() {
        if (done) {
            return;
        }
        done = true;
        if (connection != null) {
            connection.channel().close();
        }
    }
}
