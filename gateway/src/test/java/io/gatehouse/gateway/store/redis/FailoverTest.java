package io.gatehouse.gateway.store.redis;

import static io.gatehouse.gateway.store.redis.Node.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config.Store.Redis.Kind;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Enrolments.Invitation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A primary is killed under load, and its replica takes over: as a Sentinel decides, or the other shards of a cluster. */
class FailoverTest {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int WRITERS = 16;
    private static final long PAUSE_MILLIS = 2;

    private final List<RedisProcess> servers = new ArrayList<>();
    private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastAcknowledged = new AtomicLong();
    private final AtomicLong longestGap = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private volatile boolean over;

    @AfterEach
    void stop() throws Exception {
        over = true;
        pauses.shutdownNow();
        for (RedisProcess server : servers) {
            server.close();
        }
    }

    /** One write after the other, whatever becomes of them. */
    private void write(Node node) {
        if (over) {
            return;
        }
        String token = Ids.next();
        long begin = System.nanoTime();
        node.stores
                .enrolments()
                .invite(token, new Invitation("user of " + token, Instant.now().plusSeconds(600)))
                .whenComplete((done, failure) -> {
                    long end = System.nanoTime();
                    slowest.accumulateAndGet(end - begin, Math::max);
                    if (failure == null) {
                        acknowledged.add(token);
                        long before = lastAcknowledged.getAndSet(end);
                        if (before != 0) {
                            longestGap.accumulateAndGet(end - before, Math::max);
                        }
                    }
                    if (!over) {
                        pauses.schedule(() -> write(node), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    }
                });
    }

    @Test
    void aSentinelsReplicaLosesNothingAcknowledgedAndWritingGoesOn() throws Exception {
        RedisProcess primary = RedisProcess.start("--repl-diskless-sync-delay", "0");
        RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + primary.port());
        servers.addAll(List.of(primary, replica));
        await().atMost(PATIENCE).until(() -> replica.ask("INFO replication").contains("master_link_status:up"));
        RedisProcess sentinel = RedisProcess.sentinel("main", primary);
        servers.add(0, sentinel);
        await().atMost(PATIENCE).until(() -> sentinel.ask("INFO sentinel").contains("slaves=1"));
        try (Node node = Node.join(sentinel.place(Kind.SENTINEL, "main"), Keyring.temporary())) {
            nothingAcknowledgedIsLost(node, primary);
        }
    }

    @Test
    void aClustersReplicaLosesNothingAcknowledgedAndWritingGoesOn() throws Exception {
        servers.addAll(RedisProcess.shards());
        try (Node node = Node.join(servers.get(1).place(Kind.CLUSTER, ""), Keyring.temporary())) {
            nothingAcknowledgedIsLost(node, servers.get(0));
        }
    }

    private void nothingAcknowledgedIsLost(Node node, RedisProcess primary) throws Exception {
        for (int i = 0; i < WRITERS; i++) {
            write(node);
        }
        await().atMost(PATIENCE).until(() -> acknowledged.size() > 1_000);
        primary.kill();
        int before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 1_000);
        over = true;
        node.awaitTouch();

        Enrolments enrolments = node.stores.enrolments();
        List<String> lost = new ArrayList<>();
        for (String token : acknowledged) {
            // A node of the cluster may be looked for a moment longer.
            await().pollDelay(Duration.ZERO).atMost(PATIENCE).ignoreExceptions().until(() -> {
                if (get(enrolments.invitation(token)).isEmpty()) {
                    lost.add(token);
                }
                return true;
            });
        }
        LOG.info(
                "failover: {} writes acknowledged, {} lost; {} ms without one, slowest call {} ms",
                acknowledged.size(),
                lost.size(),
                longestGap.get() / 1_000_000,
                slowest.get() / 1_000_000);
        assertThat(lost).isEmpty();
    }
}
