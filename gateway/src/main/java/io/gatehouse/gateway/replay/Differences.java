package io.gatehouse.gateway.replay;

import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where two rule sets part over the same sign-ins. */
final class Differences {
    private static final int EXAMPLES = 20;

    /** Sign-ins of a label whose verdict changed. */
    record Change(Verdict before, Verdict after, String label) {}

    /** How often a rule fired with one set only, on sign-ins whose verdict changed. */
    record Cause(String rule, long before, long after) {}

    private final Map<Change, Long> changes = new TreeMap<>(
            Comparator.comparing(Change::before).thenComparing(Change::after).thenComparing(Change::label));
    private final Map<String, long[]> causes = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private long changed;

    void add(Instant at, String user, @Nullable String label, Judgement before, Judgement after) {
        if (before.verdict() == after.verdict()) {
            return;
        }
        changed++;
        changes.merge(new Change(before.verdict(), after.verdict(), label == null ? "" : label), 1L, Long::sum);
        Set<String> gone = rulesOf(before);
        Set<String> come = rulesOf(after);
        Set<String> both = new LinkedHashSet<>(gone);
        both.retainAll(come);
        gone.removeAll(both);
        come.removeAll(both);
        gone.forEach(rule -> causes.computeIfAbsent(rule, key -> new long[2])[0]++);
        come.forEach(rule -> causes.computeIfAbsent(rule, key -> new long[2])[1]++);
        if (examples.size() < EXAMPLES) {
            examples.add(at + "  " + user.replaceAll("\\p{Cntrl}", "?") + (label == null ? "" : "  " + label) + "  "
                    + told(before) + " → " + told(after) + signed(" −", gone) + signed(" +", come));
        }
    }

    long changed() {
        return changed;
    }

    Map<Change, Long> changes() {
        return changes;
    }

    /** Those that fired most often first, each with its points: a rule that only weighs differently is told twice. */
    List<Cause> causes() {
        return causes.entrySet().stream()
                .map(cause -> new Cause(cause.getKey(), cause.getValue()[0], cause.getValue()[1]))
                .sorted(Comparator.comparingLong((Cause cause) -> cause.before + cause.after)
                        .reversed()
                        .thenComparing(Cause::rule))
                .toList();
    }

    /** The first ones, a line each. */
    List<String> examples() {
        return examples;
    }

    private static Set<String> rulesOf(Judgement judgement) {
        return judgement.reasons().stream()
                .map(Differences::weighed)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String weighed(Reason reason) {
        return reason.rule() + " (" + reason.points() + ")";
    }

    private static String told(Judgement judgement) {
        return Words.of(judgement.verdict()) + " " + judgement.score();
    }

    private static String signed(String sign, Set<String> rules) {
        return rules.isEmpty() ? "" : " " + sign + " " + String.join(", ", rules);
    }
}
