package io.gatehouse.gateway.telemetry;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Writes times. What a second looks like is made once. Belongs to one thread. */
final class Timestamp {
    private final DateTimeFormatter pattern;
    private final boolean millis;
    private final String zone;
    private long second = Long.MIN_VALUE;
    private String text = "";

    private Timestamp(String pattern, boolean millis, String zone) {
        this.pattern = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
        this.millis = millis;
        this.zone = zone;
    }

    /** {@code 2026-05-01T10:00:00.250Z}. */
    static Timestamp iso() {
        return new Timestamp("uuuu-MM-dd'T'HH:mm:ss", true, "Z");
    }

    /** {@code 01/May/2026:10:00:00 +0000}. */
    static Timestamp web() {
        return new Timestamp("dd/MMM/uuuu:HH:mm:ss", false, " +0000");
    }

    void write(Instant at, LineBuffer line) {
        if (at.getEpochSecond() != second) {
            second = at.getEpochSecond();
            text = pattern.format(at);
        }
        line.plain(text);
        if (millis) {
            line.plain(".").digits(at.get(ChronoField.MILLI_OF_SECOND), 3);
        }
        line.plain(zone);
    }
}
