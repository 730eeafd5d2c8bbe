package io.gatehouse.gateway.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When things of a story happen. Its day is a Tuesday, its hour nine o'clock unless said, in UTC. */
final class Calendar {
    static final Duration LONGEST = Duration.ofDays(3_650);

    private static final Instant TODAY = Instant.parse("2026-03-31T00:00:00Z");
    private static final LocalTime USUAL_TIME = LocalTime.of(9, 0);
    private static final Duration USUAL_SPAN = Duration.ofDays(30);
    private static final Duration LATELY = Duration.ofMinutes(5);

    private Calendar() {}

    static Instant today(@Nullable LocalTime time) {
        return at(TODAY, time);
    }

    /** When the sign-ins were that a sentence tells of by their frequency; none where it tells of something else. */
    static List<Instant> regularSignIns(Sentence sentence) {
        Clauses said = sentence.clauses();
        if (sentence.act() != Act.SIGNS_IN_REGULARLY) {
            return List.of();
        }
        Duration every = said.every == null ? Duration.ofDays(1) : said.every;
        Duration span = said.span == null ? USUAL_SPAN : said.span;
        if (span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "\"" + sentence.text() + "\" is too long ago; at most " + LONGEST.toDays() + " days");
        }
        List<Instant> times = new ArrayList<>();
        for (Duration back = every; back.compareTo(span) <= 0; back = back.plus(every)) {
            times.add(at(TODAY.minus(back), said.clock));
        }
        return times;
    }

    /** Spread over the last minutes; or one a second, from the time that was said, until now. */
    static Instant repetition(int number, int times, @Nullable Duration ago, Instant now) {
        if (ago == null) {
            return now.minusMillis(LATELY.toMillis() * (times - number) / (times + 1));
        }
        Instant at = now.minus(ago).plusSeconds(number);
        return at.isAfter(now) ? now : at;
    }

    private static Instant at(Instant day, @Nullable LocalTime time) {
        return day.atOffset(ZoneOffset.UTC)
                .with(time == null ? USUAL_TIME : time)
                .toInstant();
    }
}
