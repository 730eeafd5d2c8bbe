package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.store.Challenges;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.Holds;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Proofs;
import io.gatehouse.gateway.store.Quarantine;
import io.gatehouse.gateway.store.Stores;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The stores of a single node, in one file. */
public final class EmbeddedStores implements Stores {
    private final EmbeddedStore store;
    private final EmbeddedMemory memory;
    private final Challenges challenges;
    private final Enrolments enrolments;
    private final Factors factors;
    private final Holds holds;
    private final Quarantine quarantine;
    private final Proofs proofs = new VolatileProofs();
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("store-sweeper", true));

    private EmbeddedStores(EmbeddedStore store, Duration retention, InstantSource clock) {
        this.store = store;
        this.memory = new EmbeddedMemory(store, retention, clock);
        this.challenges = new EmbeddedChallenges(store);
        this.enrolments = new EmbeddedEnrolments(store);
        this.factors = new EmbeddedFactors(store);
        this.holds = new EmbeddedHolds(store);
        this.quarantine = new EmbeddedQuarantine(store, clock);
        sweeper.scheduleWithFixedDelay(memory::sweep, 1, 24, TimeUnit.HOURS);
    }

    /**
     * As {@link EmbeddedStore#open}.
     *
     * @param retention how long what is remembered of accounts is used
     */
    public static EmbeddedStores open(Config.Store.Embedded place, Duration retention, InstantSource clock)
            throws IOException {
        return new EmbeddedStores(EmbeddedStore.open(place.directory()), retention, clock);
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public Challenges challenges() {
        return challenges;
    }

    @Override
    public Enrolments enrolments() {
        return enrolments;
    }

    @Override
    public Factors factors() {
        return factors;
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public Quarantine quarantine() {
        return quarantine;
    }

    @Override
    public Proofs proofs() {
        return proofs;
    }

    @Override
    public List<String> notReady() {
        return store.isHealthy() ? List.of() : List.of("the store cannot be written; see the log");
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        store.close();
    }
}
