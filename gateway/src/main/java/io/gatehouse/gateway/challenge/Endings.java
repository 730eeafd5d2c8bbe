package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.ChallengeState;

/** Who is told that an approval will not be given. Called once for each such challenge, by the node that ended it, on any thread; must not block. */
@FunctionalInterface
public interface Endings {
    /**
     * Takes note of it.
     *
     * @param state DENIED, EXPIRED or CANCELLED
     * @param reported denied with "this wasn't me"
     */
    void ended(String challengeId, ChallengeState state, boolean reported);
}
