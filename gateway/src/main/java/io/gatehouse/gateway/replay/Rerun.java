package io.gatehouse.gateway.replay;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.flow.enrich.FactBuilder;
import io.gatehouse.gateway.flow.enrich.Observation;
import io.gatehouse.gateway.flow.settle.Ending;
import io.gatehouse.gateway.flow.settle.Settler;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.embedded.VolatileMemory;
import io.gatehouse.gateway.telemetry.Decision;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Verdict;
import java.time.Duration;
import java.time.Instant;

/**
 * One rule set with its own memory, empty at first, and a clock that stands where the last sign-in was. Serves one thread; nothing in it waits, so nothing is late.
 *
 * <p>It enforces: what is challenged is asked of its owner, who approves their own sign-ins at once. An attack that is challenged lapses, and teaches nothing; one that passes is learnt like any other,
 * since a gateway that let it pass would have learnt it too. A blocked sign-in never reaches the application, and so is not counted.
 */
public final class Rerun {
    private static final DecisionLog NO_LOG = new DecisionLog() {
        @Override
        public void judged(Decision decision) {}

        @Override
        public void ended(String id, Outcome outcome) {}
    };

    /**
     * A sign-in and what was found, before it has ended.
     *
     * @param observed with what the memory knew
     */
    public record Judged(Observation observed, Facts facts, Judgement judgement) {}

    private final RuleBook rules;
    private final Config.Rules settings;
    private final FactBuilder builder;
    private final Memory memory;
    private final Settler settler;
    private Instant clock = Instant.EPOCH;

    /** @param retention {@code privacy.retention} */
    public Rerun(RuleBook rules, Config.Rules settings, Duration retention) {
        this.rules = rules;
        this.settings = settings;
        this.builder = new FactBuilder(settings.warmUp());
        this.memory = new VolatileMemory(retention, () -> clock);
        this.settler = new Settler(memory, NO_LOG);
    }

    /** Judges a sign-in, and has it end as it was recorded. */
    public Judged signIn(Sighting sighting) {
        Judged judged = judge(sighting);
        settle(judged, sighting.signIn().end());
        return judged;
    }

    Judged judge(Sighting sighting) {
        if (sighting.signIn().at().isAfter(clock)) {
            clock = sighting.signIn().at();
        }
        Observation observed = sighting.with(
                memory.recall(sighting.observed().traces(), sighting.observed().visit())
                        .toCompletableFuture()
                        .join());
        Facts facts = builder.facts(observed);
        return new Judged(observed, facts, judge(facts));
    }

    Judgement judge(Facts facts) {
        return rules.judge(facts, settings.thresholds());
    }

    /**
     * Ends a sign-in as far as its record tells what would have become of it.
     *
     * @param recorded where the application said yes: what the owner, if asked, makes of it. {@code BLOCKED} and {@code UNDECIDABLE} tell nothing and teach nothing
     */
    void settle(Judged judged, Outcome recorded) {
        Verdict verdict = judged.judgement.verdict();
        boolean unknown = recorded == Outcome.BLOCKED || recorded == Outcome.UNDECIDABLE;
        if (verdict == Verdict.BLOCK || unknown || recorded == Outcome.FAILURE) {
            end(judged, verdict == Verdict.BLOCK || unknown ? Outcome.BLOCKED : Outcome.FAILURE, false);
        } else if (verdict == Verdict.CHALLENGE) {
            settler.challenged(judged.observed.traces(), judged.observed.at());
            end(judged, recorded, recorded == Outcome.SUCCESS);
        } else {
            end(judged, Outcome.SUCCESS, false);
        }
    }

    private void end(Judged judged, Outcome outcome, boolean approved) {
        Observation observed = judged.observed;
        settler.settle(new Ending(
                "", clock, observed.traces(), observed.visit(), judged.judgement.verdict(), approved, outcome));
    }
}
