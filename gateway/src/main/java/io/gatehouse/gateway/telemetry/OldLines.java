package io.gatehouse.gateway.telemetry;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds how far the old decisions reach at the beginning of decisions.jsonl, whose lines are in the order of time. */
final class OldLines {
    private static final Pattern DECISION = Pattern.compile("\\{\"id\":\"[^\"]*\",\"at\":\"([^\"]*)\"");
    private static final int LONGEST_BEGINNING = 256;

    private OldLines() {}

    /** The offset of the first decision that is not older; 0 where none is. Lines that tell no time go with the decision before them. */
    static long endOf(Path file, Instant oldest) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream beginning = new ByteArrayOutputStream(LONGEST_BEGINNING);
            boolean anyOld = false;
            long line = 0;
            long at = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                at++;
                if (next == '\n') {
                    Optional<Instant> decided = decided(beginning.toString(StandardCharsets.UTF_8));
                    if (decided.isPresent() && !decided.get().isBefore(oldest)) {
                        break;
                    }
                    anyOld |= decided.isPresent();
                    beginning.reset();
                    line = at;
                } else if (beginning.size() < LONGEST_BEGINNING) {
                    beginning.write(next);
                }
            }
            return anyOld ? line : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static Optional<Instant> decided(String line) {
        Matcher decision = DECISION.matcher(line);
        try {
            return decision.lookingAt() ? Optional.of(Instant.parse(decision.group(1))) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
