package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Prompt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long an owner's phone is left in peace. Whoever stole a password can make it ring, and hopes for a tired thumb.
 *
 * <p>Counted are the user's challenges since the last approved one. From devices that the user has not signed in with, each makes the next wait longer: 10 s, 20 s, 40 s … 1 h. They are
 * counted by source first, so that a thief's attempts hold up the thief; over all sources together the wait begins only after {@value #FREE}, so that a new device of the
 * owner is not held up by the first few of a thief. A source whose sign-in was reported cannot ring this owner for a day, whatever is approved elsewhere meanwhile. Devices that the user has signed in with before never wait for
 * strangers: they are only kept to {@value #KNOWN_A_MINUTE} a minute.
 */
final class Patience {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration REPORTED = Duration.ofDays(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int FREE = 4;
    private static final int KNOWN_A_MINUTE = 5;

    private Patience() {}

    /**
     * How long from now this sign-in must wait before it may ring.
     *
     * @param latest the user's latest challenges, newest first
     */
    static Duration before(List<Challenge> latest, Prompt prompt, boolean knownDevice, Instant now) {
        List<Challenge> unapproved = latest.stream()
                .takeWhile(one -> one.state() != ChallengeState.APPROVED && one.state() != ChallengeState.REDEEMED)
                .filter(one -> one.knownDevice() == knownDevice)
                .toList();
        if (knownDevice) {
            return unapproved.size() < KNOWN_A_MINUTE
                    ? Duration.ZERO
                    : rest(unapproved.get(KNOWN_A_MINUTE - 1), MINUTE, now);
        }
        List<Challenge> ofSource = unapproved.stream()
                .filter(one -> one.prompt().address().equals(prompt.address()))
                .toList();
        Optional<Challenge> reported = reported(latest, prompt);
        if (reported.isPresent()) {
            return rest(reported.get(), REPORTED, now);
        }
        Duration forSource = ofSource.isEmpty() ? Duration.ZERO : rest(ofSource.get(0), after(ofSource.size()), now);
        Duration forAll = unapproved.size() <= FREE
                ? Duration.ZERO
                : rest(unapproved.get(0), after(unapproved.size() - FREE), now);
        return forSource.compareTo(forAll) > 0 ? forSource : forAll;
    }

    /** The last one of this source of which the owner said "this wasn't me". */
    private static Optional<Challenge> reported(List<Challenge> latest, Prompt prompt) {
        return latest.stream()
                .filter(one -> one.prompt().address().equals(prompt.address()))
                .filter(Challenge::reported)
                .findFirst();
    }

    private static Duration after(int attempts) {
        int doublings = Math.min(attempts - 1, 20);
        Duration wait = FIRST.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration rest(Challenge last, Duration wait, Instant now) {
        Duration rest = Duration.between(now, last.opened().plus(wait));
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}
