package io.gatehouse.gateway.telemetry;

import io.gatehouse.bench.Site;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.risk.RuleBook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stage: a decision becomes a line of the decision log. Its own thread writes it, while nobody waits. */
@State(Scope.Benchmark)
public class LogBenchmark {
    private final Site site = new Site();
    private final Decision decision = decision();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(16_384);
    private final byte[] written = written();

    private Decision decision() {
        try (RuleBook rules = RuleBook.shipped()) {
            return new Decision(
                    site.attempt,
                    Config.Mode.ENFORCE,
                    "1f2e3d4c5b6a7980",
                    null,
                    rules.judge(site.enriched.facts(), site.config.rules().thresholds()),
                    site.enriched.facts(),
                    Map.of("geo", "Gatehouse-Country-ASN 2026-11-20", "config", "5d41402abc4b"),
                    Map.of("enrich", 12L, "judge", 8L));
        }
    }

    private byte[] written() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            new DecisionLine.Judged(decision).appendTo(line);
            return line.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public int logLine() throws IOException {
        buffer.reset();
        new DecisionLine.Judged(decision).appendTo(buffer);
        return buffer.size();
    }

    /** Bound: the same bytes, copied. */
    @Benchmark
    public int boundLogLine() {
        buffer.reset();
        buffer.writeBytes(written);
        return buffer.size();
    }
}
