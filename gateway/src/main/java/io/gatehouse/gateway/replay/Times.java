package io.gatehouse.gateway.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Reads times: a tenth of a replay's time went into the JDK's parser. */
final class Times {
    private static final int SECONDS = "2026-05-01T10:00:00".length();
    private static final int NANO_DIGITS = 9;

    private Times() {}

    /**
     * As {@link Instant#parse}, which reads whatever is not spelled like {@code 2026-05-01T10:00:00.123Z}.
     *
     * @throws DateTimeException if it is no time
     */
    static Instant parse(String text) {
        return isPlain(text) ? plain(text) : Instant.parse(text);
    }

    private static boolean isPlain(String text) {
        int length = text.length();
        return length > SECONDS
                && length <= SECONDS + NANO_DIGITS + 2
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(length - 1) == 'Z'
                && areDigits(text, 0, 4)
                && areDigits(text, 5, 7)
                && areDigits(text, 8, 10)
                && areDigits(text, 11, 13)
                && areDigits(text, 14, 16)
                && areDigits(text, 17, SECONDS)
                && (length == SECONDS + 1
                        || (length > SECONDS + 2
                                && text.charAt(SECONDS) == '.'
                                && areDigits(text, SECONDS + 1, length - 1)));
    }

    private static Instant plain(String text) {
        int nanos = text.length() == SECONDS + 1 ? 0 : number(text, SECONDS + 1, text.length() - 1);
        for (int digits = text.length() - SECONDS - 2; digits < NANO_DIGITS && nanos > 0; digits++) {
            nanos *= 10;
        }
        LocalDateTime time = LocalDateTime.of(
                number(text, 0, 4),
                number(text, 5, 7),
                number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, SECONDS),
                nanos);
        return time.toInstant(ZoneOffset.UTC);
    }

    private static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
