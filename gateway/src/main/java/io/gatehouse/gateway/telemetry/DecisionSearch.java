package io.gatehouse.gateway.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds one user's sign-ins again in decisions.jsonl, by reading all of it, on a thread of its own: a large file takes seconds. A few searches may wait; more are refused. Files that were moved away
 * are not read.
 */
public final class DecisionSearch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WAITING = 8;
    private static final String ID = "{\"id\":\"";

    private final Path file;
    private final ThreadPoolExecutor reader = new ThreadPoolExecutor(
            0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), DecisionSearch::thread);

    public DecisionSearch(Path file) {
        this.file = file;
    }

    /**
     * What was found.
     *
     * @param latest oldest first, each with its outcome where that is known
     * @param leftOut how many older ones there are
     */
    public record Found(List<JsonNode> latest, int leftOut) {}

    /** A user's sign-ins, at most so many. */
    public CompletionStage<Found> of(String user, int most) {
        return search(() -> read(user, most));
    }

    /** When a sign-in of this user was decided; empty if the file has none such. */
    public CompletionStage<Optional<Instant>> at(String user, String decision) {
        return search(() -> {
            try (Stream<String> lines = lines()) {
                return lines.filter(line -> id(line).equals(decision))
                        .flatMap(line -> Optional.ofNullable(parsed(line)).stream())
                        .filter(one -> one.path("user").asText().equals(user))
                        .findFirst()
                        .flatMap(DecisionSearch::time);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private <T> CompletionStage<T> search(Supplier<T> search) {
        try {
            return CompletableFuture.supplyAsync(search, reader);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(WAITING + " searches of the decision log wait already", e));
        }
    }

    private Found read(String user, int most) {
        Gathering gathering = new Gathering(user, most);
        try (Stream<String> lines = lines()) {
            lines.forEach(gathering::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Found(List.copyOf(gathering.latest.values()), gathering.leftOut);
    }

    /** Bytes that are no UTF-8 are replaced: one damaged line must not hide the others. */
    private Stream<String> lines() throws IOException {
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
            return reader.lines().onClose(() -> close(reader));
        } catch (NoSuchFileException e) {
            return Stream.empty();
        }
    }

    /** One user's decisions out of all lines. */
    private static final class Gathering {
        private final String user;
        private final String member;
        private final int most;
        private final Map<String, ObjectNode> latest = new LinkedHashMap<>();
        private int leftOut;

        Gathering(String user, int most) {
            this.user = user;
            // Within another text its quotes would be escaped: only the member itself looks like this.
            this.member = "\"user\":" + TextNode.valueOf(user);
            this.most = most;
        }

        void add(String line) {
            String id = id(line);
            ObjectNode known = latest.get(id);
            if (line.contains(member)) {
                addDecision(id, parsed(line));
            } else if (known != null) {
                ObjectNode ending = parsed(line);
                if (ending != null && ending.has("outcome")) {
                    known.set("outcome", ending.path("outcome"));
                }
            }
        }

        private void addDecision(String id, @Nullable ObjectNode decision) {
            if (decision == null || !decision.path("user").asText().equals(user)) {
                return;
            }
            latest.put(id, decision);
            if (latest.size() > most) {
                latest.remove(latest.keySet().iterator().next());
                leftOut++;
            }
        }
    }

    private static String id(String line) {
        int end = line.startsWith(ID) ? line.indexOf('"', ID.length()) : -1;
        return end < 0 ? "" : line.substring(ID.length(), end);
    }

    /** Null for a line that broke off. */
    private static @Nullable ObjectNode parsed(String line) {
        try {
            return JSON.readTree(line) instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static Optional<Instant> time(JsonNode decision) {
        try {
            return Optional.of(Instant.parse(decision.path("at").asText()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "decision-search");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
