package io.gatehouse.risk;

/** What alone answers a challenge, where a typed code is not enough. Rules need no import for it. */
public enum Proof {
    /** A passkey or security key on the signing-in browser: unlike a code, it cannot be relayed by a phisher. */
    PASSKEY
}
