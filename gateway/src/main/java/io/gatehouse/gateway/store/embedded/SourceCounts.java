package io.gatehouse.gateway.store.embedded;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came from one address or network lately. Most sources never fail and few succeed, so those counts are made when they are needed. */
final class SourceCounts {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    /** The counts at one moment. */
    record Seen(double accounts1h, double failures10m, double failures1h, double successAccounts24h) {}

    private final RecentDistinct accounts1h = new RecentDistinct(HOUR);
    private @Nullable SlidingCount failures10m;
    private @Nullable SlidingCount failures1h;
    private @Nullable RecentDistinct successAccounts24h;

    /** Counts an attempt on an account, and tells what has been counted. */
    synchronized Seen attempted(long account, long second) {
        accounts1h.add(account, second);
        SlidingCount recent = failures10m;
        SlidingCount older = failures1h;
        RecentDistinct successes = successAccounts24h;
        return new Seen(
                accounts1h.count(second),
                recent == null ? 0 : recent.count(second),
                older == null ? 0 : older.count(second),
                successes == null ? 0 : successes.count(second));
    }

    synchronized void failed(long second) {
        SlidingCount recent = failures10m == null ? new SlidingCount(TEN_MINUTES) : failures10m;
        SlidingCount older = failures1h == null ? new SlidingCount(HOUR) : failures1h;
        recent.add(second);
        older.add(second);
        failures10m = recent;
        failures1h = older;
    }

    synchronized void succeeded(long account, long second) {
        RecentDistinct successes = successAccounts24h == null ? new RecentDistinct(DAY) : successAccounts24h;
        successes.add(account, second);
        successAccounts24h = successes;
    }
}
