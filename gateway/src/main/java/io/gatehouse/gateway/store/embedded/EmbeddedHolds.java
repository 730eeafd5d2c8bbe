package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Hold;
import io.gatehouse.gateway.store.HoldCodec;
import io.gatehouse.gateway.store.Holds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.h2.mvstore.MVMap;

/** Holds in one map, challenge → record. */
public final class EmbeddedHolds implements Holds {
    private final EmbeddedStore store;
    private final MVMap<String, byte[]> holds;

    public EmbeddedHolds(EmbeddedStore store) {
        this.store = store;
        this.holds = store.map("holds");
    }

    @Override
    public CompletionStage<Void> put(Hold hold) {
        byte[] encoded = HoldCodec.encode(hold);
        return store.durably(() -> {
            holds.put(hold.challenge(), encoded);
            return null;
        });
    }

    @Override
    public CompletionStage<Optional<Hold>> find(String challenge) {
        return CompletableFuture.completedFuture(HoldCodec.decode(holds.get(challenge)));
    }

    @Override
    public CompletionStage<Optional<Hold>> take(String challenge) {
        return store.durably(() -> HoldCodec.decode(holds.remove(challenge)));
    }

    @Override
    public CompletionStage<List<Hold>> all() {
        List<Hold> all = new ArrayList<>();
        holds.keySet()
                .forEach(challenge -> HoldCodec.decode(holds.get(challenge)).ifPresent(all::add));
        return CompletableFuture.completedFuture(all);
    }
}
