package io.gatehouse.gateway.exchange;

/** How a sign-in ended, as far as could be told. */
public enum Outcome {
    /** The upstream said yes, and if approval was asked, it was given. */
    SUCCESS,
    /** The upstream said no. */
    FAILURE,
    /** The upstream's answer could not be told apart: neither learnt nor released. */
    UNDECIDABLE,
    /** Blocked before the upstream saw it. */
    BLOCKED,
    /** The owner said no. */
    DENIED,
    /** The owner said no, and that it was somebody else. */
    REPORTED,
    /** The owner did not answer in time, or the client left. */
    EXPIRED
}
