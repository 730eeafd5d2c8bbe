package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsContract;
import org.junit.jupiter.api.AfterEach;

class EmbeddedFactorsTest extends FactorsContract {
    private final EmbeddedStore store = EmbeddedStore.inMemory();
    private final Factors factors = new EmbeddedFactors(store);

    @Override
    protected Factors factors() {
        return factors;
    }

    @AfterEach
    void close() {
        store.close();
    }
}
