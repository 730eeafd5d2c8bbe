package io.gatehouse.gateway.page;

import java.time.Instant;

/**
 * What the waiting page shows.
 *
 * @param challenge the challenge's id
 * @param code the digits to compare with, or to type into, the phone
 * @param expires until when it may be answered
 * @param state pending, approved, denied or expired
 * @param target where the finish form is posted to; empty when a script signed in, so that there is no page to finish
 * @param back where the client came from: the way out when the sign-in has failed
 * @param host the application signed in to
 * @param enrolled there is a phone to ask
 */
public record WaitingView(
        String challenge,
        String code,
        Instant expires,
        String state,
        String target,
        String back,
        String host,
        boolean enrolled) {
    /** The code is a secret between the page and the phone: it does not show. */
    @Override
    public String toString() {
        return "WaitingView[" + challenge + ", " + state + "]";
    }
}
