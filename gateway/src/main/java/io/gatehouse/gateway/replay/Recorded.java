package io.gatehouse.gateway.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.gateway.exchange.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a line of input tells. */
sealed interface Recorded {

    /** A sign-in with its outcome. */
    record Attempt(SignIn signIn) implements Recorded {}

    /** A decision that was logged, whose outcome follows in a line of its own. */
    record Logged(String id, SignIn signIn) implements Recorded {}

    /** A decision whose address was masked: only its facts can be judged again. */
    record Masked(Instant at, String user, @Nullable String label, JsonNode facts) implements Recorded {}

    /** How a logged decision ended. */
    record Ended(String id, Outcome outcome) implements Recorded {}
}
