package io.gatehouse.gateway.flow.respond.forward;

import java.time.Duration;

/**
 * Whether a server is passed over because calls to it failed. Closed, it counts failures in a row; enough of them open it for a second. When that is over one call is let through to try, alone:
 * its success closes the circuit, its failure opens it for twice as long, a minute at most.
 *
 * @param failures in a row
 * @param opened how often in a row; 0: closed
 * @param until when the next trial is due, in nanoseconds as {@link System#nanoTime} counts
 */
record Circuit(int failures, int opened, long until) {
    static final Circuit CLOSED = new Circuit(0, 0, 0);

    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
    private static final int MOST_DOUBLINGS = 6;
    private static final long LONGEST = Duration.ofSeconds(60).toNanos();

    boolean isOpen() {
        return opened > 0;
    }

    boolean isTrialDue(long now) {
        return isOpen() && now - until >= 0;
    }

    /** A trial is under way; if nothing is heard of it, another follows. */
    Circuit trying(long now, long patience) {
        return new Circuit(failures, opened, now + patience);
    }

    /** @param trial others, that began before, say nothing new */
    Circuit failed(long now, int after, boolean trial) {
        if (isOpen()) {
            return trial ? new Circuit(failures, opened + 1, now + pause(opened)) : this;
        }
        return failures + 1 < after ? new Circuit(failures + 1, 0, 0) : new Circuit(failures + 1, 1, now + pause(0));
    }

    private static long pause(int doublings) {
        return Math.min(LONGEST, SHORTEST << Math.min(MOST_DOUBLINGS, doublings));
    }
}
