package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Holds;
import io.gatehouse.gateway.store.HoldsContract;
import org.junit.jupiter.api.AfterEach;

class EmbeddedHoldsTest extends HoldsContract {
    private final EmbeddedStore store = EmbeddedStore.inMemory();
    private final Holds holds = new EmbeddedHolds(store);

    @Override
    protected Holds holds() {
        return holds;
    }

    @AfterEach
    void close() {
        store.close();
    }
}
