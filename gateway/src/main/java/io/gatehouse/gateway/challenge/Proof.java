package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.store.FactorsOfUser;
import java.time.Instant;
import java.util.Optional;

/** What the one who signs in shows, in place of a phone, to be let in. */
public interface Proof {
    /** What could be guessed, and so is counted over all challenges; empty where nobody can guess. */
    Optional<FactorsOfUser.Typed> guess();

    /** It was signed for this very sign-in by this very browser: nobody can have relayed it. */
    boolean isPasskey();

    /**
     * Looks whether it proves anything. A pure function: it may be asked more than once.
     *
     * @return what the user has once this is used up; empty if it is wrong
     */
    Optional<FactorsOfUser> use(FactorsOfUser before, Instant now);
}
