package io.gatehouse.gateway.exchange;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One approval asked of one user, as it stands. Times are whole milliseconds, so that what was stored equals what is read back.
 *
 * @param id as {@link Ids} makes them
 * @param prompt what the owner is asked
 * @param codeHash keyed hash of the code on the waiting page; the code itself is kept nowhere here
 * @param opened when it began to ring
 * @param expires while pending: until when it may be answered; once approved: until when it may be redeemed
 * @param knownDevice the sign-in comes from a device that this user has signed in with before
 * @param passkeyOnly nothing but a passkey on the browser that signs in may approve it
 * @param enrolled the user had something that could approve it when it began to ring
 * @param renewed its time was renewed, as it may be once
 * @param state where it stands
 * @param wrongCodes how many wrong codes were typed for it
 * @param reported it was denied with "this wasn't me"
 */
public record Challenge(
        String id,
        Prompt prompt,
        String codeHash,
        Instant opened,
        Instant expires,
        boolean knownDevice,
        boolean passkeyOnly,
        boolean enrolled,
        boolean renewed,
        ChallengeState state,
        int wrongCodes,
        boolean reported) {

    public Challenge {
        opened = opened.truncatedTo(ChronoUnit.MILLIS);
        expires = expires.truncatedTo(ChronoUnit.MILLIS);
    }

    public String user() {
        return prompt.user();
    }

    /** The same challenge, one step on. */
    public Challenge become(ChallengeState next, Instant until) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("a challenge that is " + state + " cannot become " + next);
        }
        return with(until, renewed, next, wrongCodes, reported);
    }

    /** With more time, while it is pending. */
    public Challenge renew(Instant until) {
        return with(until, true, state, wrongCodes, reported);
    }

    /** Denied by an owner who did not sign in. */
    public Challenge report() {
        return with(expires, renewed, state, wrongCodes, true);
    }

    public Challenge withWrongCode() {
        return with(expires, renewed, state, wrongCodes + 1, reported);
    }

    private Challenge with(
            Instant newExpires, boolean newRenewed, ChallengeState newState, int newWrongCodes, boolean newReported) {
        return new Challenge(
                id,
                prompt,
                codeHash,
                opened,
                newExpires,
                knownDevice,
                passkeyOnly,
                enrolled,
                newRenewed,
                newState,
                newWrongCodes,
                newReported);
    }

    @Override
    public String toString() {
        return "Challenge[" + id + ", " + state + "]";
    }
}
