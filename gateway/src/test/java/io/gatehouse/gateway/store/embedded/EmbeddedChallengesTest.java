package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Challenges;
import io.gatehouse.gateway.store.ChallengesContract;
import org.junit.jupiter.api.AfterEach;

class EmbeddedChallengesTest extends ChallengesContract {
    private final EmbeddedStore store = EmbeddedStore.inMemory();
    private final Challenges challenges = new EmbeddedChallenges(store);

    @Override
    protected Challenges challenges() {
        return challenges;
    }

    @AfterEach
    void close() {
        store.close();
    }
}
