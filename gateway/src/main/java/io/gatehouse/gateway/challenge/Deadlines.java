package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.Challenge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;

/** When which challenge lapses, soonest first. */
final class Deadlines {
    private record Deadline(Instant at, String challenge) {}

    private final ConcurrentSkipListSet<Deadline> deadlines =
            new ConcurrentSkipListSet<>(Comparator.comparing(Deadline::at).thenComparing(Deadline::challenge));

    void add(Challenge challenge) {
        deadlines.add(new Deadline(challenge.expires(), challenge.id()));
    }

    void addAgain(String challenge, Instant at) {
        deadlines.add(new Deadline(at, challenge));
    }

    /** Takes out the challenges whose time has come. */
    List<String> takeDue(Instant now) {
        List<String> due = new ArrayList<>();
        while (true) {
            Deadline first = deadlines.pollFirst();
            if (first == null) {
                return due;
            }
            if (first.at.isAfter(now)) {
                deadlines.add(first);
                return due;
            }
            due.add(first.challenge);
        }
    }
}
