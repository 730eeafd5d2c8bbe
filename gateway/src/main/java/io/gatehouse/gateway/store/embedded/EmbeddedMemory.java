package io.gatehouse.gateway.store.embedded;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.familiarity.Census;
import io.gatehouse.gateway.store.familiarity.Commonness;
import io.gatehouse.gateway.store.history.Doubt;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.HistoryCodec;
import io.gatehouse.gateway.store.history.Renaming;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.gateway.store.velocity.VelocityWindows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a single node: histories in the embedded store, the recent ones near at hand; counts of the last day in process memory, so that after a restart
 * they begin at zero.
 *
 * <p>Only the store's writer thread changes a history, and puts what it wrote into the near cache, so that the next attempt already sees it.
 */
public final class EmbeddedMemory implements Memory {
    private static final int NEAR_HISTORIES = 10_000;
    private static final int SWEPT_AT_ONCE = 200;
    private static final String BEGAN = "began";

    private final EmbeddedStore store;
    private final MVMap<String, byte[]> histories;
    private final MVMap<String, Long> dates;
    private final AsyncCache<String, History> near =
            Caffeine.newBuilder().maximumSize(NEAR_HISTORIES).buildAsync();
    private final Census census = new Census();
    private final StoredSums sums;
    private final VelocityWindows velocity;
    private final Duration retention;
    private final InstantSource clock;
    private volatile @Nullable Instant began;

    /**
     * @param retention what was last seen longer ago is not used any more, and dropped
     */
    public EmbeddedMemory(EmbeddedStore store, Duration retention, InstantSource clock) {
        this.store = store;
        this.histories = store.map("memory.histories");
        this.dates = store.map("memory.dates");
        this.sums = new StoredSums(store);
        sums.restore(census);
        this.velocity = new VelocityWindows(clock, sums.usualShare(), sums::keep);
        this.retention = retention;
        this.clock = clock;
        Long second = dates.get(BEGAN);
        this.began = second == null ? null : Instant.ofEpochSecond(second);
    }

    @Override
    public CompletionStage<Recollection> recall(Traces traces, Visit visit, List<Renaming> renamings) {
        VelocityWindows.Counts counts = velocity.attempted(traces, visit.at().getEpochSecond());
        Commonness everybody = census.of(visit);
        return history(traces.user())
                .thenApply(history -> new Recollection(
                        renamed(traces.user(), history, renamings)
                                .since(visit.at().minus(retention)),
                        began,
                        everybody,
                        counts.velocity(),
                        counts.deviceAccounts24h()));
    }

    @Override
    public CompletionStage<Void> succeeded(Traces traces, Visit visit) {
        velocity.succeeded(traces, visit.at().getEpochSecond());
        return store.soon(() -> {
            beginAt(visit.at());
            History before = current(traces.user());
            History after = before.learn(visit);
            census.learnt(visit, before, after, sums);
            return write(traces.user(), after);
        });
    }

    @Override
    public CompletionStage<Void> failed(Traces traces, Instant at) {
        velocity.failed(traces, at.getEpochSecond());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> challenged(Traces traces, Instant at) {
        velocity.challenged(traces, at.getEpochSecond());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> denied(Traces traces, Instant at) {
        velocity.denied(traces, at.getEpochSecond());
        return store.durably(
                () -> write(traces.user(), current(traces.user()).reported(traces.device(), traces.prefix(), at)));
    }

    @Override
    public CompletionStage<History> unlearn(String user, Doubt doubt) {
        return store.durably(() -> {
            History left = current(user).unlearn(doubt);
            write(user, left);
            return left;
        });
    }

    @Override
    public CompletionStage<History> historyOf(String user) {
        return history(user).thenApply(history -> history.since(clock.instant().minus(retention)));
    }

    @Override
    public CompletionStage<Void> forget(String user) {
        velocity.forget(Traces.accountOf(user));
        // Not read first: what cannot be read can still be erased.
        return store.durably(() -> {
            if (histories.containsKey(user)) {
                census.left(sums);
            }
            return write(user, History.EMPTY);
        });
    }

    /** Drops what is older than the retention from all histories, a few at a time; completes with the number of accounts that were changed. To be called daily. */
    public CompletionStage<Integer> sweep() {
        return sweepFrom("", 0);
    }

    private CompletionStage<Integer> sweepFrom(String first, int soFar) {
        record Slice(@Nullable String next, int changed) {}
        return store.soon(() -> {
                    Instant oldest = clock.instant().minus(retention);
                    Iterator<String> users = histories.keyIterator(first);
                    int changed = 0;
                    for (int i = 0; i < SWEPT_AT_ONCE && users.hasNext(); i++) {
                        String user = users.next();
                        History history = stored(user);
                        History young = history.since(oldest);
                        if (!young.equals(history)) {
                            write(user, young);
                            changed++;
                        }
                    }
                    return new Slice(users.hasNext() ? users.next() : null, soFar + changed);
                })
                .thenCompose(slice -> slice.next == null
                        ? CompletableFuture.completedFuture(slice.changed)
                        : sweepFrom(slice.next, slice.changed));
    }

    private History renamed(String user, History history, List<Renaming> renamings) {
        History renamed = history.renamed(renamings);
        if (!renamed.equals(history)) {
            store.soon(() -> write(user, stored(user).renamed(renamings)));
        }
        return renamed;
    }

    private CompletableFuture<History> history(String user) {
        return near.get(user, (key, executor) -> store.read(() -> stored(key)).toCompletableFuture());
    }

    private History stored(String user) {
        byte[] bytes = histories.get(user);
        return bytes == null ? History.EMPTY : HistoryCodec.decode(bytes);
    }

    /** On the writer thread. */
    private History current(String user) {
        return stored(user).since(clock.instant().minus(retention));
    }

    /** On the writer thread. */
    private @Nullable Void write(String user, History changed) {
        if (changed.isEmpty()) {
            histories.remove(user);
        } else {
            histories.put(user, HistoryCodec.encode(changed));
        }
        near.put(user, CompletableFuture.completedFuture(changed));
        return null;
    }

    /** On the writer thread. */
    private void beginAt(Instant at) {
        Instant soFar = began;
        if (soFar == null || at.isBefore(soFar)) {
            dates.put(BEGAN, at.getEpochSecond());
            began = at;
        }
    }
}
