package io.gatehouse.gateway.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.store.Device;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child process enrols, decides, revokes and learns under load, and says what was acknowledged; it is killed in the middle of it, several times over the same file. {@code -Dgatehouse.kills=20} kills
 * it so often, and as often again while it does nothing but learn, to measure how much of that is lost.
 */
class EmbeddedStoreCrashTest {
    private static final int KILLS = Integer.getInteger("gatehouse.kills", 3);
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 2_000;

    @TempDir
    Path directory;

    /** What a killed child had said, and when it was killed. */
    private record Killed(List<String> lines, long millis) {}

    private Killed run(String mode, int round, Predicate<List<String>> enough) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreUnderLoad.class.getName(),
                        directory.toString(),
                        mode,
                        "r" + round)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        long millis;
        try (BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            while (!enough.test(lines)) {
                String line = out.readLine();
                assertThat(line).as("the child keeps writing").isNotNull();
                lines.add(line);
            }
            millis = System.currentTimeMillis();
            // SIGKILL: no shutdown hook, no close. By its handle, which leaves the pipe to be read to its end.
            child.toHandle().destroyForcibly();
            out.lines().filter(line -> line.endsWith(";")).forEach(lines::add);
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(137);
        return new Killed(lines, millis);
    }

    private static String word(String line, int number) {
        return line.substring(0, line.length() - 1).split(" ", -1)[number];
    }

    @Test
    void noAcknowledgedEnrolmentDecisionOrRevocationIsLostToKillNine() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        List<String> learnt = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
            Killed killed = run("all", round, lines -> lines.size() >= ACKNOWLEDGED_BEFORE_THE_KILL);
            acknowledged.addAll(killed.lines);
            learnt.addAll(learntBeforeLastMark(killed.lines));
            try (Reopened store = new Reopened(directory)) {
                assertThat(acknowledged).allMatch(store::has);
                assertThat(learnt).isNotEmpty().allMatch(store::hasLearnt);
            }
        }
        if (System.getProperty("gatehouse.kills") != null) {
            measureWhatIsUnlearnt();
        }
    }

    /** What was learnt before a change was begun that was acknowledged as durable is as durable. */
    private static List<String> learntBeforeLastMark(List<String> lines) {
        List<String> learnt = new ArrayList<>();
        Map<String, Integer> marks = new HashMap<>();
        int durable = 0;
        for (String line : lines) {
            switch (word(line, 0)) {
                case "learnt" -> learnt.add(word(line, 1));
                case "mark" -> marks.put(word(line, 1), learnt.size());
                case "marked" -> durable = Math.max(durable, marks.getOrDefault(word(line, 1), 0));
                default -> {}
            }
        }
        return learnt.subList(0, durable);
    }

    private void measureWhatIsUnlearnt() throws Exception {
        long longest = 0;
        int lost = 0;
        for (int round = 0; round < KILLS; round++) {
            long until = System.currentTimeMillis() + 3_000 + 137L * round;
            Killed killed = run("learning", 1_000 + round, lines -> System.currentTimeMillis() >= until);
            try (Reopened store = new Reopened(directory)) {
                for (String line : killed.lines) {
                    if (!store.hasLearnt(word(line, 1))) {
                        longest = Math.max(longest, killed.millis - Long.parseLong(word(line, 2)));
                        lost++;
                    }
                }
            }
        }
        System.out.println("histories lost in " + KILLS + " kills: " + lost + ", the oldest of them learnt " + longest
                + " ms before the kill");
        assertThat(longest).isLessThan(1_000);
    }

    /** The file after the kill. */
    private static final class Reopened implements AutoCloseable {
        private final EmbeddedStore store;
        private final EmbeddedEnrolments enrolments;
        private final EmbeddedChallenges challenges;
        private final EmbeddedQuarantine quarantine;
        private final EmbeddedMemory memory;

        Reopened(Path directory) throws Exception {
            InstantSource clock = InstantSource.system();
            store = EmbeddedStore.open(directory);
            enrolments = new EmbeddedEnrolments(store);
            challenges = new EmbeddedChallenges(store);
            quarantine = new EmbeddedQuarantine(store, clock);
            memory = new EmbeddedMemory(store, StoreUnderLoad.RETENTION, clock);
        }

        boolean has(String line) {
            String name = word(line, 1);
            return switch (word(line, 0)) {
                case "enrolled" ->
                    enrolments.device(name).toCompletableFuture().join().isPresent();
                case "revoked" ->
                    enrolments
                            .device(name)
                            .toCompletableFuture()
                            .join()
                            .filter(Device::disabled)
                            .isPresent();
                case "denied" ->
                    challenges
                            .find(name)
                            .toCompletableFuture()
                            .join()
                            .filter(one -> one.state() == ChallengeState.DENIED)
                            .isPresent();
                case "approved" ->
                    challenges
                            .find(name)
                            .toCompletableFuture()
                            .join()
                            .filter(one -> one.state() == ChallengeState.APPROVED)
                            .isPresent();
                case "shut" -> quarantine.reason(name, Instant.now()) != null;
                case "reported" ->
                    !memory.historyOf(name)
                            .toCompletableFuture()
                            .join()
                            .reports()
                            .isEmpty();
                case "learnt", "mark", "marked" -> true;
                default -> throw new IllegalArgumentException(line);
            };
        }

        boolean hasLearnt(String user) {
            return memory.historyOf(user).toCompletableFuture().join().signIns() > 0;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
