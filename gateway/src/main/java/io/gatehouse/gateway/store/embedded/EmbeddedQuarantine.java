package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Quarantine;
import io.gatehouse.gateway.store.ShutSessions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    private final ShutSessions shut = new ShutSessions();

    public EmbeddedQuarantine(EmbeddedStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.durable = store.map("quarantine");
        durable.forEach((key, until) -> shut.add(List.of(sessionOf(key)), reasonOf(key), Instant.ofEpochMilli(until)));
    }

    @Override
    public boolean isEmpty() {
        return shut.isEmpty();
    }

    @Override
    public long shutOuts() {
        return shut.shutOuts();
    }

    @Override
    public @Nullable String reason(String session, Instant now) {
        return shut.reason(session, now);
    }

    @Override
    public CompletionStage<Void> shut(Collection<String> sessions, String reason, Instant until) {
        List<String> all = List.copyOf(sessions);
        shut.add(all, reason, until);
        return store.durably(() -> {
            dropLapsed();
            all.forEach(session -> durable.put(session + " " + reason, until.toEpochMilli()));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> release(String reason) {
        List<String> sessions = shut.sessions(reason);
        if (sessions.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return store.<Void>durably(() -> {
                    sessions.forEach(session -> durable.remove(session + " " + reason));
                    return null;
                })
                .thenRun(() -> shut.remove(sessions, reason));
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
            shut.remove(List.of(sessionOf(key)), reasonOf(key));
        }
    }

    private static String sessionOf(String key) {
        return key.substring(0, key.indexOf(' '));
    }

    private static String reasonOf(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }
}
