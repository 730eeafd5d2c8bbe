package io.gatehouse.gateway.store.embedded;

import java.time.Duration;

/** What happened to one account lately. */
final class AccountCounts {

    /** The counts at one moment. */
    record Seen(double failures10m, double failures24h, double challenges1h, double denials24h) {
        static final Seen NOTHING = new Seen(0, 0, 0, 0);
    }

    private final SlidingCount failures10m = new SlidingCount(Duration.ofMinutes(10));
    private final SlidingCount failures24h = new SlidingCount(Duration.ofHours(24));
    private final SlidingCount challenges1h = new SlidingCount(Duration.ofHours(1));
    private final SlidingCount denials24h = new SlidingCount(Duration.ofHours(24));

    synchronized void failed(long second) {
        failures10m.add(second);
        failures24h.add(second);
    }

    synchronized void challenged(long second) {
        challenges1h.add(second);
    }

    synchronized void denied(long second) {
        denials24h.add(second);
    }

    synchronized Seen seen(long second) {
        return new Seen(
                failures10m.count(second),
                failures24h.count(second),
                challenges1h.count(second),
                denials24h.count(second));
    }
}
