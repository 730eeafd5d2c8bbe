package io.gatehouse.gateway.replay;

import io.gatehouse.gateway.exchange.Outcome;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in as it was recorded.
 *
 * @param userAgent the User-Agent header
 * @param language the Accept-Language header, or its first language
 * @param device names the device whose cookie was shown; null where none was
 * @param newDevice names the device that it became, where none was shown; null makes it one that never comes again
 * @param ja4 the client's TLS fingerprint
 * @param cookieForged a cookie was shown that is not ours
 * @param phoneEnrolled the owner had a phone that can approve
 * @param accepted the application said yes, or would have: the password was right
 * @param label {@code legit}, {@code attack:NAME}; null where nobody knows
 */
public record SignIn(
        Instant at,
        String user,
        InetAddress address,
        @Nullable String userAgent,
        @Nullable String language,
        @Nullable String device,
        @Nullable String newDevice,
        @Nullable String ja4,
        boolean cookieForged,
        boolean phoneEnrolled,
        boolean accepted,
        @Nullable String label) {
    static final String ATTACK = "attack:";

    public boolean isAttack() {
        return label != null && label.startsWith(ATTACK);
    }

    /** How it ends for whoever is asked: owners approve at once, and what attackers started lapses. */
    Outcome end() {
        if (!accepted) {
            return Outcome.FAILURE;
        }
        return isAttack() ? Outcome.EXPIRED : Outcome.SUCCESS;
    }

    /** Names and addresses are personal. */
    @Override
    public String toString() {
        return "SignIn[" + at + ", " + label + "]";
    }
}
