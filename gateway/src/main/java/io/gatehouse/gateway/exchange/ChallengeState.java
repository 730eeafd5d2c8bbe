package io.gatehouse.gateway.exchange;

import java.util.EnumSet;
import java.util.Set;

/** Where an approval stands, and where it can go from there. */
public enum ChallengeState {
    PENDING,
    APPROVED,
    DENIED,
    /** Not answered in time, answered with too many wrong codes, or approved and not fetched in time. */
    EXPIRED,
    /** Superseded by a newer one, or given up. */
    CANCELLED,
    /** Approved, and the held answer was handed out. */
    REDEEMED;

    /** The whole state machine: what may follow. */
    private Set<ChallengeState> next() {
        return switch (this) {
            case PENDING -> EnumSet.of(APPROVED, DENIED, EXPIRED, CANCELLED);
            case APPROVED -> EnumSet.of(REDEEMED, EXPIRED, CANCELLED);
            case DENIED, EXPIRED, CANCELLED, REDEEMED -> EnumSet.noneOf(ChallengeState.class);
        };
    }

    public boolean mayBecome(ChallengeState next) {
        return next().contains(next);
    }

    /** Nothing follows. */
    public boolean isFinal() {
        return next().isEmpty();
    }
}
