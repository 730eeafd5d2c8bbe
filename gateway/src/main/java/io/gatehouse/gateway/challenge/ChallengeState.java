package io.gatehouse.gateway.challenge;

/** Where an approval stands. Every step but the first is final, except that an approved one is redeemed once. */
public enum ChallengeState {
    PENDING,
    APPROVED,
    DENIED,
    EXPIRED,
    /** Superseded by a newer one, or given up. */
    CANCELLED,
    /** Approved, and the held answer was handed out. */
    REDEEMED
}
