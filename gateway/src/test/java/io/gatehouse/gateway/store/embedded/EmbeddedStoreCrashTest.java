package io.gatehouse.gateway.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child process writes under load and says what was acknowledged; it is killed in the middle of it, several times over the same file. */
class EmbeddedStoreCrashTest {
    private static final int ROUNDS = 5;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 2_000;

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvivesKillNine() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            directory.toString(),
                            "round" + round)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
                for (int i = 0; i < ACKNOWLEDGED_BEFORE_THE_KILL; i++) {
                    String line = lines.readLine();
                    assertThat(line).as("the child keeps writing").isNotNull();
                    acknowledged.add(line);
                }
                // SIGKILL: no shutdown hook, no close. By its handle, which leaves the pipe to be read to its end.
                child.toHandle().destroyForcibly();
                lines.lines().filter(line -> line.endsWith(";")).forEach(acknowledged::add);
            }
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(137);
            try (EmbeddedStore store = EmbeddedStore.open(directory)) {
                MVMap<String, String> map = store.map("writes");
                assertThat(acknowledged).isNotEmpty().allMatch(map::containsKey);
            }
        }
    }

    /** Keeps 200 durable changes of realistic size in flight, and prints each key once it was acknowledged. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws Exception {
            EmbeddedStore store = EmbeddedStore.open(Path.of(args[0]));
            MVMap<String, String> map = store.map("writes");
            Semaphore inFlight = new Semaphore(200);
            for (int i = 0; i < 1_000_000; i++) {
                inFlight.acquire();
                String key = args[1] + "-" + i + ";";
                store.durably(() -> map.put(key, "x".repeat(300))).whenComplete((done, failure) -> {
                    if (failure == null) {
                        System.out.println(key);
                    }
                    inFlight.release();
                });
            }
        }
    }
}
