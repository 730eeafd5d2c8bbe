package io.gatehouse.gateway.replay;

import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.Verdict;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one rule set decided, by label, and which of its rules fired. */
public final class Counts {
    /** Beyond it labels are no labels, but something else in their place. */
    static final int MOST_LABELS = 100;

    private static final int VERDICTS = Verdict.values().length;

    /** How often a rule fired. */
    public record Fired(String rule, long onAttacks, long onOthers) {
        long all() {
            return onAttacks + onOthers;
        }
    }

    /** By label, in order; the empty label is that of sign-ins without one. */
    private final Map<String, long[]> verdicts = new TreeMap<>();

    private final Map<String, long[]> fired = new HashMap<>();

    /** Counts; false if that would be one label too many. */
    boolean add(@Nullable String label, Judgement judgement) {
        String name = label == null ? "" : label;
        long[] ofLabel = verdicts.get(name);
        if (ofLabel == null) {
            if (verdicts.size() == MOST_LABELS) {
                return false;
            }
            ofLabel = new long[VERDICTS];
            verdicts.put(name, ofLabel);
        }
        ofLabel[place(judgement.verdict())]++;
        int side = name.startsWith(SignIn.ATTACK) ? 0 : 1;
        List<Reason> reasons = judgement.reasons();
        for (int i = 0; i < reasons.size(); i++) {
            fired.computeIfAbsent(reasons.get(i).rule(), rule -> new long[2])[side]++;
        }
        return true;
    }

    private static int place(Verdict verdict) {
        return switch (verdict) {
            case PASS -> 0;
            case CHALLENGE -> 1;
            case BLOCK -> 2;
        };
    }

    public List<String> labels() {
        return List.copyOf(verdicts.keySet());
    }

    long all() {
        return verdicts.keySet().stream().mapToLong(this::all).sum();
    }

    long all(String label) {
        long sum = 0;
        for (long count : verdicts.getOrDefault(label, new long[VERDICTS])) {
            sum += count;
        }
        return sum;
    }

    long attacks() {
        return verdicts.keySet().stream()
                .filter(label -> label.startsWith(SignIn.ATTACK))
                .mapToLong(this::all)
                .sum();
    }

    public Share of(String label, Verdict verdict) {
        return new Share(verdicts.getOrDefault(label, new long[VERDICTS])[place(verdict)], all(label));
    }

    /** Challenged or blocked. */
    public Share stopped(String label) {
        return new Share(all(label) - of(label, Verdict.PASS).some(), all(label));
    }

    /** Most often first. */
    List<Fired> fired() {
        return fired.entrySet().stream()
                .map(rule -> new Fired(rule.getKey(), rule.getValue()[0], rule.getValue()[1]))
                .sorted(Comparator.comparingLong(Fired::all).reversed().thenComparing(Fired::rule))
                .toList();
    }
}
