package io.gatehouse.gateway.challenge.push;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Until when a service wants to be left alone: seconds or a date (RFC 9110 §10.2.3). */
final class RetryAfter {
    private static final Duration UNSAID = Duration.ofMinutes(1);

    /** A service, or somebody who poses as one, must not silence us for ever. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    static Instant of(@Nullable String header, Instant now) {
        Instant longest = now.plus(LONGEST);
        Instant until = header == null ? now.plus(UNSAID) : read(header.strip(), now);
        return until.isAfter(longest) ? longest : until;
    }

    private static Instant read(String header, Instant now) {
        if (header.matches("[0-9]{1,9}")) {
            return now.plusSeconds(Long.parseLong(header));
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
        } catch (DateTimeException e) {
            return now.plus(UNSAID);
        }
    }
}
