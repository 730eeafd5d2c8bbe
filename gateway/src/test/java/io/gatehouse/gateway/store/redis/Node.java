package io.gatehouse.gateway.store.redis;

import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.keyring.Keyring;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A node's stores, in touch with Redis. */
final class Node implements AutoCloseable {
    static final Duration RETENTION = Duration.ofDays(180);

    final RedisStores stores;

    private Node(RedisStores stores) {
        this.stores = stores;
    }

    static Node join(Config.Store.Redis place, Keyring keyring, InstantSource clock) {
        Node node = new Node(RedisStores.open(place, keyring, RETENTION, clock));
        node.awaitTouch();
        return node;
    }

    static Node join(Config.Store.Redis place, Keyring keyring) {
        return join(place, keyring, InstantSource.system());
    }

    void awaitTouch() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> stores.notReady().isEmpty());
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        stores.close();
    }
}
