package io.gatehouse.gateway.flow.respond.challenge;

import java.time.Duration;
import java.time.Instant;

/** Why a session is shut out, as the quarantine keeps it: a sign-in that is with the application, one that came to nothing, or, by its bare id, a challenge. */
final class ShutOutReason {
    private static final String UNDER_WAY = "under-way ";
    private static final String OVER = "over ";

    /** No application takes longer; what claims to was left by a node that broke off. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private ShutOutReason() {}

    /** The sign-in is with the application. */
    static String underWay(String decision, Instant since) {
        return UNDER_WAY + since.getEpochSecond() + " " + decision;
    }

    /** The sign-in came to nothing. */
    static String over(String decision) {
        return OVER + decision;
    }

    static boolean isUnderWay(String reason, Instant now) {
        if (!reason.startsWith(UNDER_WAY)) {
            return false;
        }
        long since = Long.parseLong(reason.substring(UNDER_WAY.length(), reason.indexOf(' ', UNDER_WAY.length())));
        return now.isBefore(Instant.ofEpochSecond(since).plus(LONGEST));
    }

    static boolean isChallenge(String reason) {
        return reason.indexOf(' ') < 0;
    }
}
