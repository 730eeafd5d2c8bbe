package io.gatehouse.gateway.console;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What an operator can ask of the rules of a running gateway. Called on event loops: never blocks. */
public interface RuleOperations {

    /** Which rules are in force, what each has done, and what was wrong with those that were saved last. */
    Map<String, ?> rules();

    /** What the rules that are tried out would have decided differently. */
    Map<String, ?> shadow();

    /**
     * Silences a rule for a time.
     *
     * @throws IllegalArgumentException if there is no such rule
     */
    void mute(String rule, Duration time);

    /**
     * Lets a rule speak again.
     *
     * @throws IllegalArgumentException if it is not silent
     */
    void unmute(String rule);

    /**
     * Goes back to rules that were in force before, until files change or the gateway starts anew.
     *
     * @param version as a decision carries it, or {@code /api/rules} lists it
     * @throws IllegalArgumentException if they are not kept
     */
    void rollback(String version);

    /** A decision as a scenario for {@code *.scenarios.yaml}; fails with an {@link IllegalArgumentException} if it is not in the decision log. */
    CompletionStage<String> scenario(String decision);
}
