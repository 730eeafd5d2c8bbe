package io.gatehouse.risk.scenario;

import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario says of the judgement; what it does not mention may be anything.
 *
 * @param fires rules that must fire
 * @param silent rules that must not
 */
public record Expectation(
        @Nullable Verdict verdict,
        @Nullable ScoreRange score,
        @Nullable Boolean passkeyOnly,
        @Nullable Boolean notifyOwner,
        List<String> fires,
        List<String> silent) {

    static final Expectation NOTHING = new Expectation(null, null, null, null, List.of(), List.of());

    /** Both ends included. */
    public record ScoreRange(int from, int to) {
        @Override
        public String toString() {
            return from == to ? Integer.toString(from) : from + ".." + (to == Integer.MAX_VALUE ? "" : to);
        }
    }

    /**
     * @param ruleNames all that the book has: expecting something of a rule that does not exist is a fault of the scenario
     */
    List<Difference> differences(Judgement seen, Set<String> ruleNames) {
        List<Difference> differences = new ArrayList<>();
        Set<String> fired = new LinkedHashSet<>();
        for (Reason reason : seen.reasons()) {
            fired.add(reason.rule());
        }
        if (verdict != null && verdict != seen.verdict()) {
            differences.add(new Difference("verdict", word(verdict), word(seen.verdict())));
        }
        if (score != null && (seen.score() < score.from() || seen.score() > score.to())) {
            differences.add(new Difference("score", score.toString(), points(seen)));
        }
        if (passkeyOnly != null && passkeyOnly != seen.passkeyOnly()) {
            differences.add(
                    new Difference("passkey-only", passkeyOnly.toString(), Boolean.toString(seen.passkeyOnly())));
        }
        if (notifyOwner != null && notifyOwner != seen.notifyOwner()) {
            differences.add(
                    new Difference("notify-owner", notifyOwner.toString(), Boolean.toString(seen.notifyOwner())));
        }
        for (String rule : fires) {
            if (!ruleNames.contains(rule)) {
                differences.add(new Difference("fires", rule, "the rules have no rule of this name"));
            } else if (!fired.contains(rule)) {
                differences.add(
                        new Difference("fires", rule, fired.isEmpty() ? "no rule fired" : String.join(", ", fired)));
            }
        }
        for (String rule : silent) {
            if (!ruleNames.contains(rule)) {
                differences.add(new Difference("silent", rule, "the rules have no rule of this name"));
            } else if (fired.contains(rule)) {
                differences.add(new Difference("silent", rule, "it fired"));
            }
        }
        return differences;
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** The score and what it is made of: {@code 40 = 15 New device + 25 Country never signed in from}. */
    private static String points(Judgement seen) {
        StringBuilder sum = new StringBuilder().append(seen.score());
        String sign = " = ";
        for (Reason reason : seen.reasons()) {
            if (reason.points() != 0) {
                sum.append(sign).append(reason.points()).append(' ').append(reason.rule());
                sign = " + ";
            }
        }
        return sum.toString();
    }
}
