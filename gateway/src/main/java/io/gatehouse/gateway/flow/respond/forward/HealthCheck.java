package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.UpstreamOptions;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server how it is, now and then, the way requests go to it. Not at the same moment as other gateways and other servers: each pause is up to a tenth shorter or longer. Belongs to one event
 * loop; what it finds, all learn.
 */
final class HealthCheck {
    private static final byte[] NO_BODY = {};

    private final OriginPool pool;
    private final OriginServer server;
    private final UpstreamOptions.Health health;
    private int inARow;
    private boolean good = true;
    private @Nullable Question current;

    HealthCheck(OriginPool pool, OriginServer server, UpstreamOptions.Health health) {
        this.pool = pool;
        this.server = server;
        this.health = health;
    }

    void start() {
        again(ThreadLocalRandom.current().nextDouble());
    }

    /** @param pauses how many */
    private void again(double pauses) {
        if (!pool.loop().isShuttingDown()) {
            long nanos = (long) (health.every().toNanos() * pauses);
            pool.loop().schedule(this::ask, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void ask() {
        Question question = new Question();
        current = question;
        pool.loop().schedule(question::late, health.timeout().toNanos(), TimeUnit.NANOSECONDS);
        question.call.start();
    }

    private HttpRequest request() {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, health.path());
        request.headers().set(HttpHeaderNames.HOST, server.authority()).set(HttpHeaderNames.USER_AGENT, "gatehouse");
        return request;
    }

    private void count(boolean well, String why) {
        inARow = well == good ? inARow + 1 : 1;
        good = well;
        if (inARow >= (well ? health.healthy() : health.unhealthy())) {
            server.standing().healthy(well, why);
        }
    }

    /** One request, which ends once: with its answer's head, in vain, or because it is late. */
    private final class Question implements AnswerListener {
        private final OriginCall call = new OriginCall(pool, request(), NO_BODY, null, this, server);

        private void found(boolean well, String why) {
            if (current == this) {
                count(well, why);
                next();
            }
        }

        private void next() {
            if (current == this) {
                current = null;
                again(0.9 + ThreadLocalRandom.current().nextDouble() / 5);
            }
        }

        /** What is left of an answer is not waited for either. */
        void late() {
            call.cancel();
            found(false, "no answer to " + health.path() + " in time");
        }

        @Override
        public void connected(Wire wire) {}

        @Override
        public void begin(HttpResponseStatus status, HttpHeaders headers) {
            found(health.status().contains(status.code()), health.path() + " answers " + status.code());
        }

        @Override
        public void data(ByteBuf chunk) {
            chunk.release();
        }

        @Override
        public void end(HttpHeaders trailers) {}

        @Override
        public void failed(UpstreamFailure failure) {
            if (failure.kind() == UpstreamFailure.Kind.BUSY) {
                next(); // it has no connection to spare, which is no illness
            } else {
                found(false, failure.message());
            }
        }
    }
}
