package io.gatehouse.gateway.store.velocity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came from one address, network, provider, kind of client or device lately, or from everybody. Most never fail and few succeed, so those counts are made when they are needed. */
final class SourceCounts {
    private final RecentDistinct accounts1h = new RecentDistinct(Duration.ofHours(1));
    private final RecentDistinct accounts24h = new RecentDistinct(Duration.ofHours(24));
    private @Nullable SlidingCounts failures;
    private @Nullable SlidingCounts successes;
    private @Nullable RecentDistinct failedAccounts1h;
    private @Nullable RecentDistinct successAccounts24h;

    /** Counts an attempt on an account, and tells what has been counted. */
    synchronized Velocities.OfSource attempted(long account, long second) {
        accounts1h.add(account, second);
        accounts24h.add(account, second);
        return new Velocities.OfSource(
                failures == null ? Counted.NOTHING : failures.counted(second),
                successes == null ? Counted.NOTHING : successes.counted(second),
                accounts1h.count(second),
                accounts24h.count(second),
                failedAccounts1h == null ? 0 : failedAccounts1h.count(second),
                successAccounts24h == null ? 0 : successAccounts24h.count(second));
    }

    synchronized void failed(long account, long second) {
        SlidingCounts counts = failures == null ? new SlidingCounts() : failures;
        RecentDistinct failed = failedAccounts1h == null ? new RecentDistinct(Duration.ofHours(1)) : failedAccounts1h;
        counts.add(second);
        failed.add(account, second);
        failures = counts;
        failedAccounts1h = failed;
    }

    synchronized void succeeded(long account, long second) {
        SlidingCounts counts = successes == null ? new SlidingCounts() : successes;
        RecentDistinct succeeded =
                successAccounts24h == null ? new RecentDistinct(Duration.ofHours(24)) : successAccounts24h;
        counts.add(second);
        succeeded.add(account, second);
        successes = counts;
        successAccounts24h = succeeded;
    }
}
