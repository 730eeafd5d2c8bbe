package io.gatehouse.bench;

import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.familiarity.Familiarity;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stages: an account is recalled (with everybody's counts and the last day's), and its familiarity computed. */
@State(Scope.Benchmark)
public class MemoryBenchmark {
    private final Site site = new Site();
    private final Recollection recalled = site.memory
            .recall(site.enriched.traces(), site.enriched.visit())
            .toCompletableFuture()
            .join();
    private final Map<String, Recollection> bare =
            new ConcurrentHashMap<>(Map.of(site.enriched.traces().user(), recalled));

    @Benchmark
    public CompletionStage<Recollection> recall() {
        return site.memory.recall(site.enriched.traces(), site.enriched.visit());
    }

    /** Bound: one look-up in a map. */
    @Benchmark
    public @Nullable Recollection boundRecall() {
        return bare.get(site.enriched.traces().user());
    }

    @Benchmark
    public double familiarity() {
        Familiarity familiarity = new Familiarity(recalled.history(), site.enriched.visit(), recalled.everybody());
        return familiarity.score() + familiarity.freeman();
    }
}
