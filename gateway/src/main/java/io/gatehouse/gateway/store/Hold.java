package io.gatehouse.gateway.store;

import io.gatehouse.gateway.store.history.Visit;
import java.time.Instant;

/**
 * A sign-in that the upstream accepted and its owner has not approved yet. All that could sign somebody in is sealed.
 *
 * @param challenge the approval it waits for
 * @param decision the decision that asked for it
 * @param user the account
 * @param clientHash keyed hash of the secret that only the waiting client has
 * @param navigation the sign-in was a page load: it ends by loading the answer, not by a script taking it
 * @param target the request target that was signed in at, where the waiting page posts to in the end
 * @param back the page the sign-in came from, where the client goes when the approval fails
 * @param expires when the approval lapses
 * @param view the code to show, sealed under the client's secret
 * @param answer the upstream's answer, sealed under the client's secret
 * @param revocation what a sign-out needs, sealed under the keyring
 * @param traces by which the memory knows the sign-in
 * @param visit what the memory learns if it is approved
 */
public record Hold(
        String challenge,
        String decision,
        String user,
        String clientHash,
        boolean navigation,
        String target,
        String back,
        Instant expires,
        byte[] view,
        byte[] answer,
        byte[] revocation,
        Traces traces,
        Visit visit) {
    @Override
    public String toString() {
        return "Hold[" + challenge + "]";
    }
}
