package io.gatehouse.gateway.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.store.Proofs;
import java.util.Optional;

/** Proofs in this process's memory, at most a hundred thousand. */
public final class VolatileProofs implements Proofs {
    private static final int MOST = 100_000;

    private record Owned(String user, Proof proof) {}

    private final Cache<String, Owned> proofs =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LASTING).build();

    @Override
    public Optional<Proof> find(String key) {
        return Optional.ofNullable(proofs.getIfPresent(key)).map(Owned::proof);
    }

    @Override
    public void put(String key, String user, Proof proof) {
        proofs.put(key, new Owned(user, proof));
    }

    @Override
    public void remove(String key) {
        proofs.invalidate(key);
    }

    @Override
    public void erase(String user) {
        proofs.asMap().values().removeIf(owned -> owned.user.equals(user));
    }
}
