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
 * @param enrolled the user had a phone when it began to ring
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
        boolean enrolled,
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
        return new Challenge(id, prompt, codeHash, opened, until, knownDevice, enrolled, next, wrongCodes, reported);
    }

    /** Denied by an owner who did not sign in. */
    public Challenge report() {
        return new Challenge(id, prompt, codeHash, opened, expires, knownDevice, enrolled, state, wrongCodes, true);
    }

    public Challenge withWrongCode() {
        return new Challenge(
                id, prompt, codeHash, opened, expires, knownDevice, enrolled, state, wrongCodes + 1, reported);
    }

    @Override
    public String toString() {
        return "Challenge[" + id + ", " + state + "]";
    }
}
