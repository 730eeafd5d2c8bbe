package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Config;
import java.time.Duration;

/**
 * Tells a client on a slow line from one that holds on to us on purpose. While it is the client's turn, to send a body or to take an answer, it must move a least number of bytes in each half minute; how it spreads them is its own
 * affair. One that stalls for a few seconds is spared, one that sends a byte every ten seconds is not.
 */
final class Pace {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration period;
    private final long least;
    private boolean running;
    private long since;
    private long moved;

    Pace(Config.Limits limits) {
        period = limits.idle().compareTo(LONGEST) < 0 ? limits.idle() : LONGEST;
        least = Math.max(1, limits.leastRate() * period.toMillis() / 1000);
    }

    /** After which a judgement can be had. */
    Duration period() {
        return period;
    }

    boolean isRunning() {
        return running;
    }

    /** It is the client's turn from now on, or still. */
    void start(long now) {
        if (!running) {
            running = true;
            since = now;
            moved = 0;
        }
    }

    void stop() {
        running = false;
    }

    void moved(long bytes) {
        moved += bytes;
    }

    /** Asked again and again; each period is judged when it is over. */
    boolean isTooSlow(long now) {
        if (!running || now - since < period.toNanos()) {
            return false;
        }
        boolean tooSlow = moved < least;
        since = now;
        moved = 0;
        return tooSlow;
    }
}
