package io.gatehouse.gateway.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A sentence that was understood.
 *
 * @param who an account's name, or a number of accounts
 */
record Sentence(Act act, String who, Clauses clauses, String text) {

    static Sentence ofThePast(String text) {
        return of(text, Arrays.stream(Act.values()).filter(act -> act != Act.SIGNS_IN_NOW));
    }

    static Sentence ofThePresent(String text) {
        return of(text, Stream.of(Act.SIGNS_IN_NOW));
    }

    private static Sentence of(String text, Stream<Act> acts) {
        String trimmed = text.strip();
        List<Act> possible = acts.toList();
        for (Act act : possible) {
            Matcher beginning = act.beginning.matcher(trimmed);
            if (beginning.lookingAt()) {
                String rest = trimmed.substring(beginning.end());
                return new Sentence(act, beginning.group(1), ClauseReader.read(trimmed, rest, act.clauses()), trimmed);
            }
        }
        throw new IllegalArgumentException("does not understand \"" + trimmed + "\"; a sentence begins like "
                + possible.stream().map(act -> '"' + act.example + '"').collect(Collectors.joining(", ")));
    }

    int accounts() {
        return Integer.parseInt(who);
    }
}
