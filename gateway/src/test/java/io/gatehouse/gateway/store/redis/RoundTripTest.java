package io.gatehouse.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.MemoryContract;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How often a sign-in waits for Redis: it is asked everything before it has answered anything, and nothing after. */
class RoundTripTest {
    @Test
    void aRecallIsOneRoundTrip() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                HeldAnswers between = HeldAnswers.before(server.port());
                Node node = Node.join(
                        new Config.Store.Redis(
                                Config.Store.Redis.Kind.STANDALONE,
                                false,
                                List.of(new Config.Store.Redis.Server("127.0.0.1", between.port())),
                                0,
                                "",
                                null,
                                null,
                                null,
                                null),
                        Keyring.temporary())) {
            Traces traces = MemoryContract.someTraces("ann");
            // Redis learns the scripts.
            Node.get(node.stores.memory().recall(traces, MemoryContract.someVisit(traces)));

            // On a busy machine an answer may be held beyond the deadline; then once more.
            await().atMost(Duration.ofSeconds(30)).until(() -> wasOneRoundTrip(node, between, traces));
        }
    }

    private static boolean wasOneRoundTrip(Node node, HeldAnswers between, Traces traces) throws Exception {
        between.hold();
        int before = asked(between);
        CompletableFuture<Recollection> recall = node.stores
                .memory()
                .recall(traces, MemoryContract.someVisit(traces))
                .toCompletableFuture();
        // History, everybody's sums, and counts by account, address, network, provider, device and of everybody.
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> recall.isDone() || asked(between) == before + 8);
        boolean tooLate = recall.isDone();
        between.release();
        recall.handle((recollection, failure) -> recollection).join();
        if (tooLate || recall.isCompletedExceptionally()) {
            return false;
        }
        assertThat(asked(between)).isEqualTo(before + 8);
        return true;
    }

    /** How many questions of a sign-in were sent. */
    private static int asked(HeldAnswers between) {
        String sent = between.sent();
        return (int) List.of(Script.HISTORY_READ, Script.CENSUS_READ, Script.COUNT).stream()
                .mapToLong(script -> Pattern.compile(script.digest(), Pattern.LITERAL)
                        .matcher(sent)
                        .results()
                        .count())
                .sum();
    }
}
