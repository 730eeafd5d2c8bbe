package io.gatehouse.risk.scenario;

import io.gatehouse.risk.FactSheet;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.JudgingFailed;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs scenarios against a rule book. */
public final class ScenarioRunner {
    private final RuleBook book;
    private final Set<String> ruleNames;
    private final Thresholds thresholds;
    private final @Nullable Storyteller storyteller;

    /** @param storyteller null where there is none: scenarios that tell a story then fail, and say so */
    public ScenarioRunner(RuleBook book, Thresholds thresholds, @Nullable Storyteller storyteller) {
        this.book = book;
        this.ruleNames = Set.copyOf(book.ruleNames());
        this.thresholds = thresholds;
        this.storyteller = storyteller;
    }

    public ScenarioResult run(Scenario scenario) {
        long began = System.nanoTime();
        List<Difference> differences;
        List<String> fired = List.of();
        try {
            Facts facts = FactSheet.with(told(scenario.story()), scenario.facts());
            Judgement judgement = book.judge(facts, thresholds);
            fired = judgement.reasons().stream().map(Reason::rule).distinct().toList();
            differences = scenario.then().differences(judgement, ruleNames);
        } catch (JudgingFailed e) {
            differences = List.of(new Difference("verdict", "some", String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            differences = List.of(new Difference("story", "a story that can be told", String.valueOf(e.getMessage())));
        }
        return new ScenarioResult(scenario, differences, fired, Duration.ofNanos(System.nanoTime() - began));
    }

    private Facts told(Story story) {
        if (!story.isTold()) {
            return Facts.UNKNOWN;
        }
        if (storyteller == null) {
            throw new IllegalArgumentException(
                    "\"given\" and \"when\" need the gateway, which is not here; use \"facts\"");
        }
        return storyteller.facts(story);
    }
}
