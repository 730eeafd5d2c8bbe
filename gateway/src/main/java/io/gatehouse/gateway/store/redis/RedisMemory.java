package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Visit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The memory that nodes share. A recall asks for the account's history and for the counts at the same time: one round trip. What is learnt while Redis is away waits here, and is written
 * when it is back; what is only counted is not.
 */
final class RedisMemory implements Memory {
    static final long CATCHING_UP_MILLIS = 500;
    private static final byte[] BEGAN = Keys.common("everyone", "began");

    private final RedisLink link;
    private final Histories histories;
    private final Velocity velocity;
    private final Backlog backlog = new Backlog();
    private final Duration retention;
    private final InstantSource clock;
    private volatile @Nullable Instant began;

    RedisMemory(RedisLink link, Keyring keyring, Duration retention, InstantSource clock) {
        this.link = link;
        this.histories = new Histories(link, keyring, retention);
        this.velocity = new Velocity(link);
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Recollection> recall(Traces traces, Instant at) {
        CompletionStage<History> history = histories.read(traces.user());
        CompletionStage<Velocity.Counts> counts = velocity.attempted(traces, at.getEpochSecond());
        CompletionStage<Optional<Instant>> since = began();
        return history.thenCombine(
                        counts,
                        (known, counted) -> new Recollection(
                                known.since(at.minus(retention)),
                                null,
                                counted.velocity(),
                                counted.deviceAccounts24h()))
                .thenCombine(
                        since,
                        (found, first) -> new Recollection(
                                found.history(), first.orElse(null), found.velocity(), found.deviceAccounts24h()));
    }

    @Override
    public CompletionStage<Void> succeeded(Traces traces, Visit visit) {
        CompletionStage<Void> counted = velocity.succeeded(traces, visit.at().getEpochSecond());
        CompletionStage<Void> dated = beginAt(visit.at());
        CompletionStage<Void> learnt =
                learn(traces.user(), false, history -> history.learn(visit)).exceptionally(failure -> null);
        return learnt.runAfterBoth(counted, () -> {}).runAfterBoth(dated, () -> {});
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
        return learn(
                        traces.user(),
                        true,
                        history -> history.report(traces.device(), at).report(traces.prefix(), at))
                .runAfterBoth(counted, () -> {});
    }

    @Override
    public CompletionStage<History> historyOf(String user) {
        return histories.read(user).thenApply(history -> history.since(oldest()));
    }

    @Override
    public CompletionStage<Void> forget(String user) {
        CompletionStage<Void> counts = velocity.forget(Traces.accountOf(user));
        return histories.erase(user).runAfterBoth(counts, () -> {});
    }

    /** Writes what waited for Redis; to be called every {@value #CATCHING_UP_MILLIS} ms. */
    void catchUp() {
        if (link.isConnected()) {
            backlog.work();
        }
    }

    /** How much waits for Redis. */
    int waiting() {
        return backlog.size();
    }

    /** Fails if it could not be done now: then it is done later, unless the history cannot be read. */
    private CompletionStage<Void> learn(String user, boolean durably, UnaryOperator<History> how) {
        return change(user, durably, how).<Void>thenApply(done -> null).whenComplete((done, failure) -> {
            if (failure != null && !isUnreadable(failure)) {
                backlog.add(() -> change(user, durably, how));
            }
        });
    }

    private CompletionStage<History> change(String user, boolean durably, UnaryOperator<History> how) {
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

    /** Asked for until it is known: later it only moves when older sign-ins are learnt than all before. */
    private CompletionStage<Optional<Instant>> began() {
        Instant known = began;
        return known != null
                ? CompletableFuture.completedFuture(Optional.of(known))
                : link.run(Script.READ_VALUE, List.of(BEGAN)).thenApply(answer -> {
                    Optional<Instant> read = answer.stream().findFirst().map(RedisMemory::second);
                    read.ifPresent(second -> began = second);
                    return read;
                });
    }

    private CompletionStage<Void> beginAt(Instant at) {
        Instant known = began;
        return known != null && !at.isBefore(known)
                ? CompletableFuture.completedFuture(null)
                : link.run(Script.EARLIEST, List.of(BEGAN), Keys.bytes(at.getEpochSecond()))
                        .thenAccept(answer -> began = second(answer.get(0)));
    }

    private static Instant second(Object answer) {
        return Instant.ofEpochSecond(Long.parseLong(Keys.text(answer)));
    }
}
