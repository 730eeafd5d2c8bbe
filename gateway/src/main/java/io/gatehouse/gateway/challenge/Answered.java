package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.ChallengeState;

/** What came of an answer from a phone, or of a proof. */
public sealed interface Answered {
    /** It counts: the challenge is now approved or denied. */
    record Accepted(ChallengeState state) implements Answered {}

    /** Not the code on the waiting page, or a proof that proves nothing. With none left the challenge is over. */
    record WrongCode(int left) implements Answered {}

    /** Made before a wrong code was counted: sent twice, or overtaken. Nothing was counted. */
    record Stale() implements Answered {}

    /** The challenge takes no answers any more. */
    record Over(ChallengeState state) implements Answered {}

    /** No such challenge, or another user's: the two must look alike. */
    record Unknown() implements Answered {}

    /** Neither phones nor codes can approve it: only a passkey on the browser that signs in can. Nothing was counted. */
    record PasskeyOnly() implements Answered {}

    /** Too many wrong codes in a row were typed on this phone. */
    record DeviceDisabled() implements Answered {}

    /** Too many wrong codes of this kind in a row were typed for this user. */
    record FactorDisabled() implements Answered {}
}
