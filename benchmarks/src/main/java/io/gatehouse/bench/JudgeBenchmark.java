package io.gatehouse.bench;

import io.gatehouse.gateway.flow.enrich.Enriched;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.RuleBook;
import java.util.concurrent.CompletionStage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stages: all that is found out about an attempt, and what the default rules make of it. */
@State(Scope.Benchmark)
public class JudgeBenchmark {
    private final Site site = new Site();
    private final RuleBook rules = RuleBook.shipped();

    @Benchmark
    public CompletionStage<Enriched> enrich() {
        return site.enricher.enrich(site.attempt);
    }

    @Benchmark
    public Judgement judge() {
        return rules.judge(site.enriched.facts(), site.config.rules().thresholds());
    }
}
