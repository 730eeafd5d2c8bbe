package io.gatehouse.gateway.store.velocity;

import io.gatehouse.bench.Site;
import java.time.InstantSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stage: what happened lately around an attempt, which is counted by the same step. */
@State(Scope.Benchmark)
public class VelocityBenchmark {
    private final Site site = new Site();
    private final VelocityWindows velocity =
            new VelocityWindows(InstantSource.fixed(Site.NOW), new UsualShare(), hour -> {});

    @Benchmark
    public Object velocity() {
        return velocity.attempted(site.enriched.traces(), Site.NOW.getEpochSecond());
    }
}
