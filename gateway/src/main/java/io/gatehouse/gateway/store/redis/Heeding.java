package io.gatehouse.gateway.store.redis;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Waits until all nodes heed what was shut out: each says so, or is no longer there. */
final class Heeding {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Set<String> said = new HashSet<>();
    private Set<String> missing = Set.of();
    private long version = Long.MAX_VALUE;

    /** Redis has it, and names the nodes that must heed it; some may have said so before this is known here. */
    synchronized void expect(long asVersion, Set<String> nodes) {
        version = asVersion;
        missing = new HashSet<>(nodes);
        missing.removeAll(said);
        look();
    }

    synchronized void heeded(String node) {
        said.add(node);
        if (version != Long.MAX_VALUE) {
            missing.remove(node);
            look();
        }
    }

    /** What each node that is there heeds. */
    synchronized void nodes(Map<String, Long> heeded) {
        if (version != Long.MAX_VALUE) {
            missing.removeIf(node -> heeded.getOrDefault(node, Long.MAX_VALUE) >= version);
            look();
        }
    }

    private void look() {
        if (missing.isEmpty()) {
            done.complete(null);
        }
    }
}
