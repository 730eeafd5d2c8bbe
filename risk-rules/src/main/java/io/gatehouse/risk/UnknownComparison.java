package io.gatehouse.risk;

import org.drools.modelcompiler.util.EvaluationUtil;

/**
 * Comparison as compiled rules do it, with an unknown number ({@link Double#NaN}) neither larger nor smaller than any other. Called by compiled rules only.
 *
 * <p>Drools 10.2 compares by {@link Double#compare}, for which NaN is the largest number of all: {@code x >= 5} is true of an unknown {@code x}, while
 * {@code x > 5} is not. What is unknown would be a risk. All else is inherited.
 */
public final class UnknownComparison extends EvaluationUtil {
    private UnknownComparison() {}

    public static boolean greaterOrEqualNumbers(Number left, Number right) {
        return areKnown(left, right) && EvaluationUtil.greaterOrEqualNumbers(left, right);
    }

    public static boolean lessOrEqualNumbers(Number left, Number right) {
        return areKnown(left, right) && EvaluationUtil.lessOrEqualNumbers(left, right);
    }

    private static boolean areKnown(Number left, Number right) {
        return !Double.isNaN(left.doubleValue()) && !Double.isNaN(right.doubleValue());
    }
}
