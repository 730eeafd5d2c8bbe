package io.gatehouse.gateway.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.flow.enrich.Located;
import io.gatehouse.risk.Facts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the facts of one sign-in, to explain it: as they were logged, or by replaying what came before it. */
public final class Explained {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Explained() {}

    /** A logged decision's facts, by its id; empty where the log does not have it. */
    public static Optional<Facts> logged(Path log, String id) throws IOException {
        String mark = "\"id\":\"" + id + "\"";
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.contains(mark)) {
                    JsonNode decision = JSON.readTree(line);
                    if (decision.path("id").asText().equals(id) && decision.has("facts")) {
                        return Optional.of(LoggedFacts.read(decision.path("facts")));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The facts of a file's last sign-in; those before it are its past, on an empty memory. Empty where there is none. */
    public static Optional<Facts> last(Path file, Rerun rerun, Function<InetAddress, Located> atlas)
            throws IOException, BadLine {
        Observer observer = new Observer(atlas);
        LineParser parser = new LineParser();
        Optional<Facts> last = Optional.empty();
        try (InputStream in = Files.newInputStream(file);
                Lines lines = Lines.of(file.toString(), in)) {
            while (lines.next()) {
                if (!(parser.parse(lines) instanceof Recorded.Attempt attempt)) {
                    throw lines.bad("is no sign-in; write {\"at\": …, \"user\": …, \"ip\": …, \"outcome\": …}");
                }
                last = Optional.of(rerun.signIn(observer.see(attempt.signIn())).facts());
            }
        }
        return last;
    }
}
