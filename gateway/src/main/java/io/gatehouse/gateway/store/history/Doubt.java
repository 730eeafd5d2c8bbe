package io.gatehouse.gateway.store.history;

import java.time.Instant;
import java.util.Set;

/**
 * Sign-ins that were learnt, and perhaps were not the owner's.
 *
 * @param since from then on
 * @param traces only those from one of these devices or prefixes; all where this is empty
 */
public record Doubt(Instant since, Set<Long> traces) {
    public Doubt {
        traces = Set.copyOf(traces);
    }
}
