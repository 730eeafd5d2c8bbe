package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.keyring.Keyring;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Texts that we gave out, and know again on any node without having kept them: a subject, an end, and our signature. */
record Stamps(Keyring keyring, String context) {
    private static final String BETWEEN = "~";
    private static final int LONGEST = 512;

    /** @param subject without {@code ~} */
    String issue(String subject, Instant until) {
        String message = subject + BETWEEN + until.toEpochMilli();
        return message + BETWEEN + keyring.sign(context, message);
    }

    /** The subject of a text of ours that has not ended. */
    Optional<String> subject(String stamp, Instant now) {
        String[] parts = stamp.length() <= LONGEST ? stamp.split(BETWEEN, -1) : new String[0];
        if (parts.length != 3 || !keyring.verifies(context, parts[0] + BETWEEN + parts[1], parts[2])) {
            return Optional.empty();
        }
        try {
            Instant until = Instant.ofEpochMilli(Long.parseLong(parts[1]));
            return now.isBefore(until) ? Optional.of(parts[0]) : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
