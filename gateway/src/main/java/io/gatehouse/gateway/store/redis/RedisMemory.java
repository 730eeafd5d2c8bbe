package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Doubt;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Renaming;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.gateway.store.velocity.VelocityWindows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The memory that nodes share. A recall asks for the account's history and for the counts at the same time: one round trip. What is learnt while Redis is away waits here, and is written
 * when it is back; what is only counted is not.
 */
final class RedisMemory implements Memory {
    static final long CATCHING_UP_MILLIS = 500;

    private final RedisLink link;
    private final Histories histories;
    private final Velocity velocity;
    private final Everybody everybody;
    private final Backlog backlog = new Backlog();
    private final Duration retention;
    private final InstantSource clock;

    RedisMemory(RedisLink link, Keyring keyring, Duration retention, InstantSource clock) {
        this.link = link;
        this.histories = new Histories(link, keyring, retention);
        this.velocity = new Velocity(link, clock);
        this.everybody = new Everybody(link);
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Recollection> recall(Traces traces, Visit visit, List<Renaming> renamings) {
        CompletionStage<History> history = histories.read(traces.user());
        CompletionStage<VelocityWindows.Counts> counts =
                velocity.attempted(traces, visit.at().getEpochSecond());
        return everybody
                .of(visit)
                .thenCompose(all -> history.thenCombine(
                        counts,
                        (known, counted) -> new Recollection(
                                renamed(traces.user(), known, renamings)
                                        .since(visit.at().minus(retention)),
                                all.began(),
                                all.commonness(),
                                counted.velocity(),
                                counted.deviceAccounts24h())));
    }

    private History renamed(String user, History history, List<Renaming> renamings) {
        History renamed = history.renamed(renamings);
        if (!renamed.equals(history)) {
            soon(() -> change(user, false, known -> known.renamed(renamings)).thenAccept(done -> {}));
        }
        return renamed;
    }

    @Override
    public CompletionStage<Void> succeeded(Traces traces, Visit visit) {
        CompletionStage<Void> counted = velocity.succeeded(traces, visit.at().getEpochSecond());
        return soon(() -> learn(traces.user(), visit))
                .exceptionally(failure -> null)
                .runAfterBoth(counted, () -> {});
    }

    private CompletionStage<Void> learn(String user, Visit visit) {
        return change(user, false, history -> history.learn(visit)).thenCompose(change -> {
            int before = change.before().signIns();
            return change.after().signIns() > before
                    ? soon(() -> everybody.learn(visit, before == 0)).exceptionally(failure -> null)
                    : CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<Void> failed(Traces traces, Instant at) {
        return velocity.failed(traces, at.getEpochSecond());
    }

    @Override
    public CompletionStage<Void> challenged(Traces traces, Instant at) {
        return velocity.challenged(traces, at.getEpochSecond());
    }

    @Override
    public CompletionStage<Void> denied(Traces traces, Instant at) {
        CompletionStage<Void> counted = velocity.denied(traces, at.getEpochSecond());
        return soon(() -> change(traces.user(), true, history -> history.reported(traces.device(), traces.prefix(), at))
                        .thenAccept(done -> {}))
                .runAfterBoth(counted, () -> {});
    }

    @Override
    public CompletionStage<History> unlearn(String user, Doubt doubt) {
        return change(user, true, history -> history.unlearn(doubt)).thenApply(Histories.Change::after);
    }

    @Override
    public CompletionStage<History> historyOf(String user) {
        return histories.read(user).thenApply(history -> history.since(oldest()));
    }

    @Override
    public CompletionStage<Void> forget(String user) {
        CompletionStage<Void> counts = velocity.forget(Traces.accountOf(user));
        return histories
                .erase(user)
                .thenCompose(there -> there ? everybody.leave() : CompletableFuture.completedFuture(null))
                .runAfterBoth(counts, () -> {});
    }

    /** Writes what waited for Redis; to be called every {@value #CATCHING_UP_MILLIS} ms. */
    void catchUp() {
        if (link.isConnected()) {
            backlog.work();
        }
    }

    Hours hours() {
        return velocity.hours();
    }

    /** How much waits for Redis. */
    int waiting() {
        return backlog.size();
    }

    /** Fails if it could not be done now: then it is done later, unless the history cannot be read. */
    private CompletionStage<Void> soon(Supplier<CompletionStage<Void>> step) {
        return step.get().whenComplete((done, failure) -> {
            if (failure != null && !isUnreadable(failure)) {
                backlog.add(step);
            }
        });
    }

    private CompletionStage<Histories.Change> change(String user, boolean durably, UnaryOperator<History> how) {
        return histories.change(user, durably, history -> how.apply(history.since(oldest())));
    }

    private static boolean isUnreadable(Throwable failure) {
        return failure instanceof CompletionException
                ? failure.getCause() instanceof IllegalArgumentException
                : failure instanceof IllegalArgumentException;
    }

    private Instant oldest() {
        return clock.instant().minus(retention);
    }
}
