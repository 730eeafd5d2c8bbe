package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Quarantine;
import io.gatehouse.gateway.store.QuarantineContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

class EmbeddedQuarantineTest extends QuarantineContract {
    private final EmbeddedStore store = EmbeddedStore.inMemory();
    private final Quarantine quarantine = new EmbeddedQuarantine(store, InstantSource.system());

    @Override
    protected Quarantine quarantine() {
        return quarantine;
    }

    @AfterEach
    void close() {
        store.close();
    }
}
