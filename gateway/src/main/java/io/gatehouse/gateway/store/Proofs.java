package io.gatehouse.gateway.store;

import java.time.Duration;
import java.util.Optional;

/**
 * HTTP Basic credentials that were judged lately, by keyed hash of credentials, device and network. Looked up with each request, so the look-up is local and never waits. Forgotten after {@link
 * #LASTING}, and at a restart: then they are judged again.
 */
public interface Proofs {
    /** How long a judgement counts. */
    Duration LASTING = Duration.ofMinutes(15);

    /** What came of the judgement. */
    sealed interface Proof {
        /** They may be used. */
        record Proven() implements Proof {}

        /** Their owner is, or was, asked. */
        record Asked(String challenge) implements Proof {}
    }

    Optional<Proof> find(String key);

    /** Keeps what came of a user's credentials. */
    void put(String key, String user, Proof proof);

    void remove(String key);

    /** Removes all of a user's. */
    void erase(String user);
}
