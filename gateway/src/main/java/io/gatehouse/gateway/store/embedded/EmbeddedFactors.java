package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.gatehouse.gateway.store.StoredJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.h2.mvstore.MVMap;

/** One map: user → all that the user has. */
public final class EmbeddedFactors implements Factors {
    private static final StoredJson<FactorsOfUser> JSON = new StoredJson<>(FactorsOfUser.class);

    private final EmbeddedStore store;
    private final MVMap<String, String> factors;

    public EmbeddedFactors(EmbeddedStore store) {
        this.store = store;
        this.factors = store.map("factors");
    }

    @Override
    public CompletionStage<FactorsOfUser> of(String user) {
        return CompletableFuture.completedFuture(read(user));
    }

    @Override
    public <T> CompletionStage<T> change(String user, Function<FactorsOfUser, Changed<T>> change) {
        return store.durably(() -> {
            Changed<T> changed = change.apply(read(user));
            if (changed.after().equals(FactorsOfUser.NONE)) {
                factors.remove(user);
            } else {
                factors.put(user, JSON.encode(changed.after()));
            }
            return changed.told();
        });
    }

    private FactorsOfUser read(String user) {
        return JSON.decode(factors.get(user)).orElse(FactorsOfUser.NONE);
    }
}
