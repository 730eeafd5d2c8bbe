package io.gatehouse.gateway.console;

import io.gatehouse.gateway.config.Config;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What an operator can ask of a running gateway. Called on event loops: never blocks. */
public interface Operations {

    /** What keeps the gateway from serving, a sentence each; empty when it is ready. */
    List<String> notReady();

    Config.Mode mode();

    /**
     * Switches the mode, at once and for all that comes after.
     *
     * @throws IllegalStateException saying why this gateway cannot be in that mode
     */
    void switchTo(Config.Mode mode);

    Approvers approvers();

    /** Invites a user to enrol a phone. */
    CompletionStage<Invitation> invite(String user);

    /** Wakes a phone to see whether that works; empty if there is none of this id. What came of it: {@code result}, {@code took_ms}, and why or until when not. */
    CompletionStage<Optional<Map<String, ?>>> testPush(String device);

    /** How the push services do, by their names: how many pushes ended how, and how long they took. */
    Map<String, ?> push();

    /** The rules, and what can be done about them. */
    RuleOperations rules();

    /**
     * A way to enrol, once.
     *
     * @param link holds a secret: for the user's eyes only
     */
    record Invitation(URI link, Instant expires) {
        @Override
        public String toString() {
            return "Invitation[" + expires + "]";
        }
    }
}
