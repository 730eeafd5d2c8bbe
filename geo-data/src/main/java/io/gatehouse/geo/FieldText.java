package io.gatehouse.geo;

import java.util.Optional;

/** Cells and fields whose form differs from publisher to publisher. */
final class FieldText {
    private static final long LARGEST_ASN = 0xFFFF_FFFFL;

    private FieldText() {}

    /** {@code 64496} or {@code AS64496}; empty for 0, for text that is neither, and beyond 32 bits. */
    static Optional<Long> asn(String text) {
        String digits = text.regionMatches(true, 0, "AS", 0, 2) ? text.substring(2) : text;
        if (!digits.matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        long number = Long.parseLong(digits);
        return number > 0 && number <= LARGEST_ASN ? Optional.of(number) : Optional.empty();
    }
}
