package io.gatehouse.risk.scenario;

import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.Verdict;
import io.gatehouse.risk.scenario.Expectation.ScoreRange;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a scenario says under {@code then}. */
final class ExpectationReader {
    private static final String KEYS = "verdict, score, passkey-only, notify-owner, fires, silent";
    private static final Pattern EXACT = Pattern.compile("\\d{1,6}");
    private static final Pattern RANGE = Pattern.compile("(\\d{0,6})\\.\\.(\\d{0,6})");

    private final Tokens yaml;

    ExpectationReader(Tokens yaml) {
        this.yaml = yaml;
    }

    Expectation read() throws IOException, BrokenRules {
        yaml.enterObject("\"then\" has: " + KEYS);
        int line = yaml.line();
        Verdict verdict = null;
        ScoreRange score = null;
        Boolean passkeyOnly = null;
        Boolean notifyOwner = null;
        List<String> fires = List.of();
        List<String> silent = List.of();
        for (String key = yaml.nextKey(); key != null; key = yaml.nextKey()) {
            switch (key) {
                case "verdict" -> verdict = verdict();
                case "score" -> score = score();
                case "passkey-only" -> passkeyOnly = (Boolean) yaml.value(key, boolean.class);
                case "notify-owner" -> notifyOwner = (Boolean) yaml.value(key, boolean.class);
                case "fires" -> fires = yaml.texts();
                case "silent" -> silent = yaml.texts();
                default -> throw yaml.unknownKey(key, KEYS);
            }
        }
        Expectation then = new Expectation(verdict, score, passkeyOnly, notifyOwner, fires, silent);
        if (then.equals(Expectation.NOTHING)) {
            throw yaml.fault(line, "\"then\" expects nothing: the scenario cannot fail");
        }
        return then;
    }

    private Verdict verdict() throws IOException, BrokenRules {
        String word = yaml.text();
        return switch (word) {
            case "pass" -> Verdict.PASS;
            case "challenge" -> Verdict.CHALLENGE;
            case "block" -> Verdict.BLOCK;
            default -> throw yaml.fault("\"verdict\" is pass, challenge or block, not \"" + word + "\"");
        };
    }

    private ScoreRange score() throws IOException, BrokenRules {
        String written = yaml.text();
        if (EXACT.matcher(written).matches()) {
            return new ScoreRange(Integer.parseInt(written), Integer.parseInt(written));
        }
        Matcher range = RANGE.matcher(written);
        if (!range.matches() || written.equals("..")) {
            throw yaml.fault("\"score\" is a number or a range: 40, 40..79, 40.., ..39");
        }
        int from = range.group(1).isEmpty() ? 0 : Integer.parseInt(range.group(1));
        int to = range.group(2).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(range.group(2));
        if (to < from) {
            throw yaml.fault("\"score\" falls: " + from + " is more than " + to);
        }
        return new ScoreRange(from, to);
    }
}
