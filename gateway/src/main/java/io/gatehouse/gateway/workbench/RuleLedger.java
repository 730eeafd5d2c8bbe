package io.gatehouse.gateway.workbench;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.telemetry.Decision;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What each rule has done since the start: how often it fired, how many challenges would not have been without it, and how these ended. A challenge that its owner approved was a false alarm.
 *
 * <p>With a budget, a rule that makes more false alarms within an hour is reported. Only approved challenges count: whoever has stolen passwords can have many people challenged, but cannot approve,
 * and must not be able to silence the rule that stops them.
 */
final class RuleLedger implements DecisionLog {
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_RULES = 5_000;
    private static final Duration BUDGETED = Duration.ofHours(1);

    private final int challengeAt;
    private final int budget;
    private final InstantSource clock;
    private final BiConsumer<String, String> overBudget;
    private final Map<String, Deeds> deeds = new HashMap<>();
    private final Map<String, Set<String>> waiting = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > MOST_WAITING;
        }
    };

    /** What one rule has done. */
    private static final class Deeds {
        long fired;
        long challenges;
        long approved;
        long refused;
        final Deque<Instant> falseAlarms = new ArrayDeque<>();
    }

    private static final Deeds NOTHING = new Deeds();

    /**
     * @param challengeAt the score from which on sign-ins are challenged
     * @param budget 0 for none
     * @param overBudget is told the rule and why
     */
    RuleLedger(int challengeAt, int budget, InstantSource clock, BiConsumer<String, String> overBudget) {
        this.challengeAt = challengeAt;
        this.budget = budget;
        this.clock = clock;
        this.overBudget = overBudget;
    }

    @Override
    public synchronized void judged(Decision decision) {
        Judgement judgement = decision.judgement();
        for (Reason reason : judgement.reasons()) {
            of(reason.rule()).fired++;
        }
        if (decision.mode() == Config.Mode.ENFORCE && judgement.verdict() == Verdict.CHALLENGE) {
            Set<String> decisive = decisive(judgement);
            decisive.forEach(rule -> of(rule).challenges++);
            waiting.put(decision.attempt().id(), decisive);
        }
    }

    /** The rules without whose points there would have been no challenge, whose points alone are enough for one, or who asked for it outright. */
    private Set<String> decisive(Judgement judgement) {
        if (judgement.score() < challengeAt) {
            return judgement.reasons().stream()
                    .filter(reason -> reason.points() == 0)
                    .map(Reason::rule)
                    .collect(Collectors.toSet());
        }
        Map<String, Integer> points = judgement.reasons().stream()
                .collect(Collectors.groupingBy(Reason::rule, Collectors.summingInt(Reason::points)));
        return points.entrySet().stream()
                .filter(rule -> rule.getValue() >= challengeAt || judgement.score() - rule.getValue() < challengeAt)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void ended(String id, Outcome outcome) {
        Map<String, String> over = new HashMap<>();
        synchronized (this) {
            Set<String> rules = waiting.remove(id);
            if (rules == null) {
                return;
            }
            for (String rule : rules) {
                Deeds did = of(rule);
                if (outcome == Outcome.SUCCESS) {
                    did.approved++;
                    countFalseAlarm(did, rule, over);
                } else if (outcome == Outcome.DENIED || outcome == Outcome.REPORTED) {
                    did.refused++;
                }
            }
        }
        over.forEach(overBudget);
    }

    private void countFalseAlarm(Deeds did, String rule, Map<String, String> over) {
        if (budget == 0) {
            return;
        }
        Instant now = clock.instant();
        did.falseAlarms.addLast(now);
        did.falseAlarms.removeIf(alarm -> alarm.isBefore(now.minus(BUDGETED)));
        if (did.falseAlarms.size() > budget) {
            did.falseAlarms.clear();
            over.put(rule, "more than " + budget + " of its challenges were approved within an hour");
        }
    }

    private Deeds of(String rule) {
        if (deeds.size() >= MOST_RULES && !deeds.containsKey(rule)) {
            deeds.clear();
        }
        return deeds.computeIfAbsent(rule, name -> new Deeds());
    }

    /** A rule's numbers for people. */
    synchronized Map<String, Object> tell(String rule) {
        Deeds did = deeds.getOrDefault(rule, NOTHING);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("fired", did.fired);
        told.put("challenges", did.challenges);
        told.put("approved", did.approved);
        told.put("refused", did.refused);
        long answered = did.approved + did.refused;
        if (answered > 0) {
            told.put("false_alarm_rate", (double) did.approved / answered);
        }
        return told;
    }
}
