package io.gatehouse.risk;

/** What happens to a sign-in, mildest first. */
public enum Verdict {
    PASS,
    CHALLENGE,
    BLOCK
}
