package io.gatehouse.gateway.explain;

import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The smallest change of one fact that would have changed the verdict. Tried are: each flag turned over, each number moved just to either side of each number that a rule compares it with, and what is known made unknown.
 *
 * @param fact its name
 * @param value what it would have to be
 * @param judgement what would then have been decided
 */
record Nearest(String fact, Object value, Judgement judgement) {
    /** A flag is farther than a number that moves by half of itself, and nearer than one that has to double. */
    private static final double FLAG = 0.6;

    private static final double UNKNOWN = 1.5;
    private static final double JUST = 0.001;
    /** Of two changes alike that which changes the score less is nearer. */
    private static final double A_POINT = 1e-6;

    static Optional<Nearest> of(Facts facts, Judgement before, RuleText rules, Function<Facts, Judgement> judge) {
        Map<String, Object> table = FactTable.of(facts);
        Nearest nearest = null;
        double distance = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, Set<Double>> fact : rules.numbers().entrySet()) {
            Object now = table.get(fact.getKey());
            if (now == null) {
                continue;
            }
            for (Object other : others(now, fact.getValue())) {
                double far = distance(now, other);
                if (far < distance) {
                    Judgement judgement = judge.apply(FactTable.with(facts, fact.getKey(), other));
                    double exact = far + Math.abs(judgement.score() - before.score()) * A_POINT;
                    if (judgement.verdict() != before.verdict() && exact < distance) {
                        nearest = new Nearest(fact.getKey(), other, judgement);
                        distance = exact;
                    }
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    private static Set<Object> others(Object now, Set<Double> compared) {
        Set<Object> others = new LinkedHashSet<>();
        if (now instanceof Boolean flag) {
            others.add(!flag);
        } else if (now instanceof Double) {
            for (double number : compared) {
                double step = Math.max(1, Math.abs(number)) * JUST;
                others.add(number);
                others.add(number - step);
                others.add(number + step);
            }
            others.add(Double.NaN);
        }
        others.remove(now);
        return others;
    }

    private static double distance(Object now, Object other) {
        if (!(now instanceof Double from) || !(other instanceof Double to)) {
            return FLAG;
        }
        return from.isNaN() || to.isNaN() ? UNKNOWN : Math.abs(to - from) / (1 + Math.abs(from));
    }
}
