package io.gatehouse.risk;

/**
 * From which score on a sign-in is held or stopped. Points; {@code challengeAt <= passkeyOnlyAt <= blockAt}.
 */
public record Thresholds(int challengeAt, int passkeyOnlyAt, int blockAt) {
    public static final Thresholds DEFAULT = new Thresholds(40, 70, 80);

    public Thresholds {
        if (challengeAt < 1 || challengeAt > passkeyOnlyAt || passkeyOnlyAt > blockAt) {
            throw new IllegalArgumentException("thresholds must rise: 1 <= challenge-at (" + challengeAt
                    + ") <= passkey-only-at (" + passkeyOnlyAt + ") <= block-at (" + blockAt + ")");
        }
    }
}
