package io.gatehouse.gateway.flow.respond.forward;

import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to an upstream, and the tries it takes: three at most, within the {@link RetryBudget}, each at another server, and only where it does no harm. That is: the server did nothing with
 * the request; or it broke off before any of the answer came, and the request is safe to repeat. A server that is merely slow is not given up for another: its client has waited long enough.
 * A kept connection that turns out dead is replaced once, on the same terms, which costs no try.
 */
final class OriginCall {
    private static final int MOST_TRIES = 3;

    private final OriginPool pool;
    private final HttpRequest request;
    private final byte @Nullable [] body;
    private final @Nullable Duration silence;
    private final AnswerListener listener;
    private final @Nullable OriginServer only;
    private boolean freshOnly;
    private boolean done;
    private boolean trial;
    private boolean seen;
    private int tries;
    private long queuedAt;
    private @Nullable List<OriginServer> tried;
    private @Nullable OriginServer server;
    private @Nullable Wire wire;
    private @Nullable UpstreamFailure last;

    /**
     * @param body null: it is streamed, and the request never repeated
     * @param silence how long a server may take to begin its answer; null: as its upstream says
     */
    OriginCall(
            OriginPool pool,
            HttpRequest request,
            byte @Nullable [] body,
            @Nullable Duration silence,
            AnswerListener listener) {
        this(pool, request, body, silence, listener, null);
    }

    /** @param only asks this server, whatever its standing; the answer says nothing about that */
    OriginCall(
            OriginPool pool,
            HttpRequest request,
            byte @Nullable [] body,
            @Nullable Duration silence,
            AnswerListener listener,
            @Nullable OriginServer only) {
        this.pool = pool;
        this.request = request;
        this.body = body;
        this.silence = silence;
        this.listener = listener;
        this.only = only;
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

    /** How long a server may take to begin its answer; null: as its upstream says. */
    @Nullable
    Duration silence() {
        return silence;
    }

    boolean isFreshOnly() {
        return freshOnly;
    }

    boolean isDone() {
        return done;
    }

    boolean hasTried(OriginServer candidate) {
        return tried != null && tried.contains(candidate);
    }

    void start() {
        pool.retries().request();
        seek(only == null ? pool.choose(this) : only);
    }

    /** Goes to a server; null: there is none left. */
    void seek(@Nullable OriginServer chosen) {
        if (chosen == null) {
            fail(last == null ? UpstreamFailure.broken("no server is left", null) : last);
            return;
        }
        if (only == null && chosen.standing().needsTrial(System.nanoTime())) {
            trial = chosen.standing().takeTrial(System.nanoTime());
            if (!trial) {
                seek(pool.choose(this));
                return;
            }
        }
        server = chosen;
        chosen.standing().enter();
        boolean first = !pool.isCrowded() || queuedAt != 0 || only != null;
        if (!(first && chosen.serve(this))) {
            leave(chosen);
            enqueue();
        }
    }

    private void enqueue() {
        if (queuedAt == 0) {
            queuedAt = System.nanoTime();
        }
        if (only != null || !pool.queue(this)) {
            fail(UpstreamFailure.busy(pool + " takes no more connections, and enough calls wait for one"));
        }
    }

    boolean hasWaitedTooLong(long now) {
        return now - queuedAt > pool.waits().queue();
    }

    void waitedTooLong() {
        fail(UpstreamFailure.busy(pool + " had no connection to spare for too long"));
    }

    void send(Wire on) {
        tries++;
        wire = on;
        on.send(this);
        if (!done && wire == on) {
            listener.connected(on);
        }
    }

    /** The server has a connection more, of which others may have been faster to make use. */
    void connectionMade() {
        OriginServer at = server;
        if (at != null && !at.serve(this)) {
            leave(at);
            enqueue();
        }
    }

    /** The answer has begun. */
    void answered(int status) {
        if (server != null && only == null) {
            server.standing().answered(status, System.nanoTime(), trial);
            trial = false;
        }
    }

    void notConnected(UpstreamFailure failure) {
        tries++;
        ended(failure, Wire.Reach.UNSENT, false);
    }

    /** The wire broke, and this call with it. */
    void broken(Wire broken, UpstreamFailure failure, Wire.Reach reach) {
        boolean stale = broken.wasKept()
                && !freshOnly
                && reach != Wire.Reach.ANSWERED
                && failure.kind() == UpstreamFailure.Kind.BROKEN;
        ended(failure, reach, stale);
    }

    private void ended(UpstreamFailure failure, Wire.Reach reach, boolean stale) {
        OriginServer from = server;
        if (done || from == null) {
            return;
        }
        boolean connected = wire != null;
        boolean streaming = connected && body == null;
        wire = null;
        last = failure;
        seen |= reach != Wire.Reach.UNSENT;
        if (!stale && (reach == Wire.Reach.SENT || !connected) && only == null) {
            from.standing().failed(System.nanoTime(), trial, failure.message());
            trial = false;
        }
        leave(from);
        if (streaming || only != null || !isRepeatable(reach, failure)) {
            fail(failure);
        } else if (stale) {
            freshOnly = true;
            tries--;
            seek(pool.choose(this));
        } else {
            tryAgain(connected && reach == Wire.Reach.UNSENT ? null : from, failure);
        }
    }

    private boolean isRepeatable(Wire.Reach reach, UpstreamFailure failure) {
        return switch (reach) {
            case UNSENT -> true;
            case SENT -> failure.kind() == UpstreamFailure.Kind.BROKEN && isSafe();
            case ANSWERED -> false;
        };
    }

    private boolean isSafe() {
        return body != null
                && switch (request.method().name()) {
                    case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }

    /** @param from which server not; null: any, as the one that said no is well, and only ends a connection */
    private void tryAgain(@Nullable OriginServer from, UpstreamFailure failure) {
        if (from != null) {
            tried = tried == null ? new ArrayList<>(MOST_TRIES) : tried;
            tried.add(from);
        }
        OriginServer other = tries < MOST_TRIES ? pool.choose(this) : null;
        // Even one that was not well a moment ago: it may be back, and without it the request fails for certain.
        if (other == null || !pool.retries().spend(System.nanoTime())) {
            fail(failure);
        } else {
            seek(other);
        }
    }

    private void fail(UpstreamFailure failure) {
        done = true;
        listener.failed(seen ? failure.afterBeingSeen() : failure);
    }

    /** The answer is complete. */
    void ended() {
        done = true;
        if (server != null) {
            leave(server);
        }
    }

    private void leave(OriginServer from) {
        from.standing().leave();
        if (trial) {
            trial = false;
            from.standing().giveTrialBack(System.nanoTime());
        }
        server = null;
    }

    /** Nobody wants the answer any more. */
    void cancel() {
        if (done) {
            return;
        }
        ended();
        Wire current = wire;
        if (current != null) {
            current.cancel();
        } else {
            pool.unqueue(this);
        }
    }
}
