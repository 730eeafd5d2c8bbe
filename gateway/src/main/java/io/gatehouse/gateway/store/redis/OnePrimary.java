package io.gatehouse.gateway.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One primary, by its address, or as Sentinels name it: they are asked with each connection. */
final class OnePrimary implements Servers {
    private final RedisClient client;
    private final ClientResources resources;
    private final RedisURI uri;
    private final Renewed<StatefulRedisConnection<byte[], byte[]>> quick;
    private final Renewed<StatefulRedisConnection<byte[], byte[]>> durable;
    private volatile @Nullable Renewed<StatefulRedisPubSubConnection<byte[], byte[]>> listening;

    /** @param client does not reconnect by itself */
    OnePrimary(RedisClient client, RedisURI uri, ClientResources resources) {
        this.client = client;
        this.resources = resources;
        this.uri = uri;
        this.quick = commands();
        this.durable = commands();
    }

    private Renewed<StatefulRedisConnection<byte[], byte[]>> commands() {
        return new Renewed<>(
                () -> client.connectAsync(ByteArrayCodec.INSTANCE, uri),
                connection -> connection.async().ping());
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> quick() {
        return quick.get().thenApply(StatefulRedisConnection::async);
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> durable(byte[] key) {
        return durable.get().thenApply(StatefulRedisConnection::async);
    }

    @Override
    public CompletionStage<Void> doubt() {
        quick.doubt();
        durable.doubt();
        return CompletableFuture.failedFuture(new RedisAwayException("the server is no primary any more"));
    }

    @Override
    public void listen(RedisPubSubListener<byte[], byte[]> listener, byte[][] channels) {
        listening = new Renewed<>(
                () -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).thenApply(connection -> {
                    connection.addListener(listener);
                    connection.async().subscribe(channels);
                    return connection;
                }),
                connection -> connection.async().ping());
    }

    @Override
    public void look() {
        quick.look();
        durable.look();
        Renewed<StatefulRedisPubSubConnection<byte[], byte[]>> ears = listening;
        if (ears != null) {
            ears.look();
        }
    }

    @Override
    public boolean isConnected() {
        return quick.isConnected() && durable.isConnected();
    }

    @Override
    public @Nullable Throwable failure() {
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
