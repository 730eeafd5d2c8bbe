package io.gatehouse.gateway.store.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node: one for what is quick, one for what waits for replicas, and one that listens. Each is made anew when it fails.
 *
 * @param <C> one that commands go through
 */
final class Connections<C extends StatefulConnection<byte[], byte[]>> implements AutoCloseable {
    private final AbstractRedisClient client;
    private final ClientResources resources;
    private final Renewed<C> quick;
    private final Renewed<C> durable;
    private volatile @Nullable Renewed<StatefulRedisPubSubConnection<byte[], byte[]>> listening;

    /** @param ping asks a connection for a sign of life */
    Connections(
            AbstractRedisClient client,
            ClientResources resources,
            Supplier<CompletionStage<C>> connect,
            Function<C, CompletionStage<?>> ping) {
        this.client = client;
        this.resources = resources;
        this.quick = new Renewed<>(connect, ping);
        this.durable = new Renewed<>(connect, ping);
    }

    CompletionStage<C> quick() {
        return quick.get();
    }

    CompletionStage<C> durable() {
        return durable.get();
    }

    /** Those that commands go through are to be replaced. */
    void doubt() {
        quick.doubt();
        durable.doubt();
    }

    void listen(
            Supplier<? extends CompletionStage<? extends StatefulRedisPubSubConnection<byte[], byte[]>>> connect,
            RedisPubSubListener<byte[], byte[]> listener,
            byte[][] channels) {
        listening = new Renewed<>(
                () -> connect.get().thenApply(connection -> {
                    connection.addListener(listener);
                    connection.async().subscribe(channels);
                    return connection;
                }),
                connection -> connection.async().ping());
    }

    void look() {
        quick.look();
        durable.look();
        Renewed<StatefulRedisPubSubConnection<byte[], byte[]>> ears = listening;
        if (ears != null) {
            ears.look();
        }
    }

    boolean isConnected() {
        return quick.isConnected() && durable.isConnected();
    }

    /** Why the last attempt to connect failed; null where it did not. */
    @Nullable
    Throwable failure() {
        return quick.failure() == null ? durable.failure() : quick.failure();
    }

    @Override
    public void close() {
        quick.close();
        durable.close();
        Renewed<StatefulRedisPubSubConnection<byte[], byte[]>> ears = listening;
        if (ears != null) {
            ears.close();
        }
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
