package io.gatehouse.gateway.console;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What is stored of people, for those who may ask for it or have it erased. Called on event loops: never blocks. */
public interface People {

    /** All that is stored of a user, as members of JSON: empty lists where there is nothing. */
    CompletionStage<Map<String, ?>> stored(String user);

    /** Erases a user, for good: history, counts, phones and other factors, invitations, judged credentials; what waits for approval is given up. Tells how much there was. */
    CompletionStage<Map<String, ?>> erase(String user);

    /** Takes back what was learnt of a user's sign-ins from then on: somebody else may have made them. Tells how many there were, and how many are left. */
    CompletionStage<Map<String, ?>> unlearn(String user, Instant since);

    /** When a sign-in of this user was decided; empty if the decision log does not say. */
    CompletionStage<Optional<Instant>> decided(String user, String decision);
}
