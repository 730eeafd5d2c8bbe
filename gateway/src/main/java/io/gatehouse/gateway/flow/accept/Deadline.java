package io.gatehouse.gateway.flow.accept;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The moment by which a connection must have made progress. Moving it later, which each request does several times, only writes a field: the one timer that is running finds out
 * when it fires, and waits for the rest.
 */
final class Deadline {
    private static final long NEVER = Long.MAX_VALUE;

    private static final long START = System.nanoTime();

    private final EventLoop loop;
    private final Runnable expired;
    private long at = NEVER;
    private long timerAt = NEVER;
    private @Nullable Future<?> timer;

    Deadline(EventLoop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    void in(Duration duration) {
        at = now() + duration.toNanos();
        if (timer == null || timerAt > at) {
            cancelTimer();
            startTimer();
        }
    }

    /** Unless an earlier moment is set already. */
    void inAtMost(Duration duration) {
        if (at > now() + duration.toNanos()) {
            in(duration);
        }
    }

    void none() {
        at = NEVER;
    }

    void close() {
        at = NEVER;
        cancelTimer();
    }

    private void startTimer() {
        timerAt = at;
        timer = loop.schedule(this::fired, Math.max(0, at - now()), TimeUnit.NANOSECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void fired() {
        timer = null;
        if (at == NEVER) {
            return;
        }
        if (at - now() > 0) {
            startTimer();
        } else {
            at = NEVER;
            expired.run();
        }
    }

    /** Since this class was loaded, so that it stays far below {@link #NEVER}. */
    private static long now() {
        return System.nanoTime() - START;
    }
}
