package io.gatehouse.gateway.page;

import java.time.Instant;
import java.util.Set;

/**
 * What the waiting page shows.
 *
 * @param challenge the challenge's id
 * @param code the digits to type into the phone
 * @param expires until when it may be answered
 * @param state pending, approved, denied or expired
 * @param target where the finish form is posted to; empty when a script signed in, so that there is no page to finish
 * @param back where the client came from: the way out when the sign-in has failed
 * @param host the application signed in to
 * @param way how it is to be approved now
 * @param others how else it could be
 * @param said what came of the last code, as the address says it; empty where there was none
 */
public record WaitingView(
        String challenge,
        String code,
        Instant expires,
        String state,
        String target,
        String back,
        String host,
        Way way,
        Set<Way> others,
        String said) {
    /** The code is a secret between the page and the phone: it does not show. */
    @Override
    public String toString() {
        return "WaitingView[" + challenge + ", " + state + "]";
    }
}
