package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Quarantine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Quarantined session values in memory, where each request looks, and in a map, so that a restart forgets none. A value is shut out in memory at once, and
 * acknowledged when it is on disk; it is let go on disk first.
 */
public final class EmbeddedQuarantine implements Quarantine {
    private final EmbeddedStore store;
    private final InstantSource clock;

    /** {@code session reason} → until, ms. */
    private final MVMap<String, Long> durable;

    /** session → reason → until. The inner maps are never changed, only replaced. */
    private final Map<String, Map<String, Instant>> shut = new ConcurrentHashMap<>();

    private final AtomicLong shutOuts = new AtomicLong();

    public EmbeddedQuarantine(EmbeddedStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.durable = store.map("quarantine");
        durable.forEach((key, until) -> add(sessionOf(key), reasonOf(key), Instant.ofEpochMilli(until)));
    }

    @Override
    public boolean isEmpty() {
        return shut.isEmpty();
    }

    @Override
    public long shutOuts() {
        return shutOuts.get();
    }

    @Override
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

    @Override
    public CompletionStage<Void> shut(Collection<String> sessions, String reason, Instant until) {
        List<String> all = List.copyOf(sessions);
        all.forEach(session -> add(session, reason, until));
        shutOuts.incrementAndGet();
        return store.durably(() -> {
            dropLapsed();
            all.forEach(session -> durable.put(session + " " + reason, until.toEpochMilli()));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> release(String reason) {
        List<String> sessions = shut.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(reason))
                .map(Map.Entry::getKey)
                .toList();
        if (sessions.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return store.<Void>durably(() -> {
                    sessions.forEach(session -> durable.remove(session + " " + reason));
                    return null;
                })
                .thenRun(() -> sessions.forEach(session -> remove(session, reason)));
    }

    private void add(String session, String reason, Instant until) {
        shut.merge(session, Map.of(reason, until), (old, added) -> {
            Map<String, Instant> both = new HashMap<>(old);
            both.putAll(added);
            return Map.copyOf(both);
        });
    }

    private void remove(String session, String reason) {
        shut.computeIfPresent(session, (key, old) -> {
            Map<String, Instant> rest = new HashMap<>(old);
            rest.remove(reason);
            return rest.isEmpty() ? null : Map.copyOf(rest);
        });
    }

    /** Runs whenever something is added, so that what has lapsed never outnumbers what is added in the meantime. */
    private void dropLapsed() {
        long now = clock.millis();
        List<String> lapsed = durable.entrySet().stream()
                .filter(entry -> entry.getValue() < now)
                .map(Map.Entry::getKey)
                .toList();
        for (String key : lapsed) {
            durable.remove(key);
            remove(sessionOf(key), reasonOf(key));
        }
    }

    private static String sessionOf(String key) {
        return key.substring(0, key.indexOf(' '));
    }

    private static String reasonOf(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }
}
