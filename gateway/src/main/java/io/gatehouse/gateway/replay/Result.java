package io.gatehouse.gateway.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a replay found. */
public final class Result {
    final Counts counts = new Counts();
    final Counts against = new Counts();
    final Differences differences = new Differences();
    /** Decisions with masked addresses, of which the logged facts were judged. */
    long masked;
    /** Decisions whose outcome is not in the file: nothing was learnt from them. */
    long withoutOutcome;

    @Nullable
    Instant first;

    @Nullable
    Instant last;

    void at(Instant at) {
        if (first == null) {
            first = at;
        }
        if (last == null || at.isAfter(last)) {
            last = at;
        }
    }

    public Counts counts() {
        return counts;
    }

    /** What the rules that were compared with decided. */
    public Counts against() {
        return against;
    }
}
