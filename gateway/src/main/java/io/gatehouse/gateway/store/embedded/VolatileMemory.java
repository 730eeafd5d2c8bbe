package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.familiarity.Census;
import io.gatehouse.gateway.store.history.Doubt;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Renaming;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.gateway.store.velocity.VelocityWindows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A memory for a virtual past: scenarios and replay, on one thread. No file; every call completes at once, and remembers what the embedded memory would. No key is ever rotated there. */
public final class VolatileMemory implements Memory {
    private final Census census = new Census();
    private final Map<String, History> histories = new HashMap<>();
    private final VelocityWindows velocity;
    private final Duration retention;
    private final InstantSource clock;
    private @Nullable Instant began;

    /**
     * Begins empty.
     *
     * @param clock the virtual one
     */
    public VolatileMemory(Duration retention, InstantSource clock) {
        this.velocity = VelocityWindows.repeatable();
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Recollection> recall(Traces traces, Visit visit, List<Renaming> renamings) {
        VelocityWindows.Counts counts = velocity.attempted(traces, visit.at().getEpochSecond());
        return CompletableFuture.completedFuture(new Recollection(
                history(traces.user()), began, census.of(visit), counts.velocity(), counts.deviceAccounts24h()));
    }

    @Override
    public CompletionStage<Void> succeeded(Traces traces, Visit visit) {
        velocity.succeeded(traces, visit.at().getEpochSecond());
        beginAt(visit.at());
        History before = history(traces.user());
        History after = before.learn(visit);
        census.learnt(visit, before, after, Census.Ledger.NOWHERE);
        histories.put(traces.user(), after);
        return done();
    }

    @Override
    public CompletionStage<Void> failed(Traces traces, Instant at) {
        velocity.failed(traces, at.getEpochSecond());
        return done();
    }

    @Override
    public CompletionStage<Void> challenged(Traces traces, Instant at) {
        velocity.challenged(traces, at.getEpochSecond());
        return done();
    }

    @Override
    public CompletionStage<Void> denied(Traces traces, Instant at) {
        velocity.denied(traces, at.getEpochSecond());
        histories.put(traces.user(), history(traces.user()).reported(traces.device(), traces.prefix(), at));
        return done();
    }

    @Override
    public CompletionStage<History> unlearn(String user, Doubt doubt) {
        History left = history(user).unlearn(doubt);
        histories.put(user, left);
        return CompletableFuture.completedFuture(left);
    }

    @Override
    public CompletionStage<History> historyOf(String user) {
        return CompletableFuture.completedFuture(history(user));
    }

    @Override
    public CompletionStage<Void> forget(String user) {
        velocity.forget(Traces.accountOf(user));
        if (histories.remove(user) != null) {
            census.left(Census.Ledger.NOWHERE);
        }
        return done();
    }

    private History history(String user) {
        return histories.getOrDefault(user, History.EMPTY).since(clock.instant().minus(retention));
    }

    private void beginAt(Instant at) {
        if (began == null || at.isBefore(began)) {
            began = at;
        }
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
