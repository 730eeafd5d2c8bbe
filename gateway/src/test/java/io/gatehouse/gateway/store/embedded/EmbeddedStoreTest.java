package io.gatehouse.gateway.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {
    @TempDir
    Path directory;

    private static <T> T await(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(directory)) {
            MVMap<String, String> map = store.map("m");
            await(store.durably(() -> map.put("durable", "1")));
            await(store.soon(() -> map.put("soon", "2")));
        }
        try (EmbeddedStore store = EmbeddedStore.open(directory)) {
            MVMap<String, String> map = store.map("m");
            assertThat(await(store.read(() -> map.get("durable")))).isEqualTo("1");
            assertThat(map.get("soon")).isEqualTo("2");
        }
    }

    @Test
    void aChangeThatThrowsFailsAlone() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(directory)) {
            MVMap<String, String> map = store.map("m");
            CompletableFuture<String> refused = store.<String>durably(() -> {
                        throw new IllegalArgumentException("no");
                    })
                    .toCompletableFuture();
            CompletableFuture<String> broken = store.<String>durably(() -> {
                        throw new StackOverflowError();
                    })
                    .toCompletableFuture();
            CompletableFuture<String> sound =
                    store.durably(() -> map.put("k", "v")).toCompletableFuture();

            assertThatThrownBy(() -> await(refused)).hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> await(broken)).hasCauseInstanceOf(StackOverflowError.class);
            assertThat(await(sound)).isNull();
            assertThat(store.isHealthy()).isTrue();
        }
    }

    @Test
    void changesBeyondTheQueueFailAtOnceAndTheOthersAreMade() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.inMemory()) {
            MVMap<String, Integer> map = store.map("m");
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            CompletableFuture<Boolean> blocker = store.soon(() -> {
                        try {
                            started.countDown();
                            return gate.await(30, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toCompletableFuture();
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 10_500; i++) {
                int number = i;
                all.add(store.durably(() -> map.put("k" + number, number)).toCompletableFuture());
            }
            long refused = all.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .count();
            assertThat(refused).isEqualTo(500);
            gate.countDown();
            assertThat(await(blocker)).isEqualTo(true);
            await(store.durably(() -> "last"));
            assertThat(map.size()).isEqualTo(10_000);
        }
    }

    @Test
    void everyChangeAroundAClosingIsEitherKeptOrRefused() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path place = directory.resolve("round" + round);
            EmbeddedStore store = EmbeddedStore.open(place);
            MVMap<String, Integer> map = store.map("m");
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            Thread closer = new Thread(store::close);
            for (int i = 0; i < 500; i++) {
                if (i == 100) {
                    closer.start();
                }
                int number = i;
                all.add(store.durably(() -> {
                            map.put("k" + number, number);
                            return number;
                        })
                        .toCompletableFuture());
            }
            closer.join();
            List<Integer> acknowledged = new ArrayList<>();
            for (CompletableFuture<Integer> change : all) {
                try {
                    acknowledged.add(await(change));
                } catch (ExecutionException refused) {
                    assertThat(refused).hasMessageContaining("closed");
                }
            }
            try (EmbeddedStore again = EmbeddedStore.open(place)) {
                assertThat(again.<Integer>map("m").values()).containsExactlyInAnyOrderElementsOf(acknowledged);
            }
        }
    }

    @Test
    void spaceOfSupersededChunksIsUsedAgain() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(directory, Duration.ZERO)) {
            MVMap<String, byte[]> map = store.map("m");
            for (int i = 0; i < 600; i++) {
                int number = i;
                await(store.durably(() -> map.put("k" + number % 50, new byte[1_000])));
            }
            // Without that the file has more than 10 MB.
            assertThat(Files.size(directory.resolve("gatehouse.mv"))).isLessThan(1 << 20);
        }
    }

    @Test
    void filesAreTheirOwnersOnly() throws Exception {
        Path made = directory.resolve("new");
        try (EmbeddedStore store = EmbeddedStore.open(made)) {
            await(store.durably(() -> "something"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("gatehouse.mv"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aSecondOpeningNamesTheFix() throws Exception {
        try (EmbeddedStore first = EmbeddedStore.open(directory)) {
            assertThat(first.isHealthy()).isTrue();
            assertThatThrownBy(() -> EmbeddedStore.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gatehouse.mv")
                    .hasMessageContaining("another process has it open");
        }
    }

    @Test
    void aDamagedFileNamesTheFix() throws Exception {
        Files.write(
                directory.resolve("gatehouse.mv"),
                "this is no store".repeat(1_000).getBytes(UTF_8));
        assertThatThrownBy(() -> EmbeddedStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("restore it from a backup");
    }

    @Test
    void aPlaceThatIsAFileNamesTheFix() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("name another one");
    }
}
