package io.gatehouse.gateway.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a {@link Quarantine} knows, in memory, where each request looks. */
public final class ShutSessions {
    /** session → reason → until. The inner maps are never changed, only replaced. */
    private final Map<String, Map<String, Instant>> shut = new ConcurrentHashMap<>();

    private final AtomicLong shutOuts = new AtomicLong();

    public boolean isEmpty() {
        return shut.isEmpty();
    }

    /** As {@link Quarantine#shutOuts}. */
    public long shutOuts() {
        return shutOuts.get();
    }

    /** As {@link Quarantine#reason}. */
    public @Nullable String reason(String session, Instant now) {
        Map<String, Instant> reasons = shut.get(session);
        if (reasons == null) {
            return null;
        }
        return reasons.entrySet().stream()
                .filter(entry -> now.isBefore(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    public void add(Collection<String> sessions, String reason, Instant until) {
        sessions.forEach(session -> shut.merge(session, Map.of(reason, until), (old, added) -> {
            Map<String, Instant> both = new HashMap<>(old);
            both.putAll(added);
            return Map.copyOf(both);
        }));
        shutOuts.incrementAndGet();
    }

    /** All that are shut out for this reason. */
    public List<String> sessions(String reason) {
        return shut.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(reason))
                .map(Map.Entry::getKey)
                .toList();
    }

    public void remove(Collection<String> sessions, String reason) {
        sessions.forEach(session -> shut.computeIfPresent(session, (key, old) -> {
            Map<String, Instant> rest = new HashMap<>(old);
            rest.remove(reason);
            return rest.isEmpty() ? null : Map.copyOf(rest);
        }));
    }

    /** Keeps only the reasons that still stand. */
    public void retain(StillStands still) {
        shut.keySet()
                .forEach(session -> shut.computeIfPresent(session, (key, old) -> {
                    Map<String, Instant> rest = new HashMap<>(old);
                    rest.entrySet().removeIf(entry -> !still.stands(session, entry.getKey(), entry.getValue()));
                    return rest.isEmpty() ? null : rest.size() == old.size() ? old : Map.copyOf(rest);
                }));
    }

    @FunctionalInterface
    public interface StillStands {
        boolean stands(String session, String reason, Instant until);
    }
}
