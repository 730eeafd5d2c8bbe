package io.gatehouse.gateway.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One primary, by its address, or as Sentinels name it: they are asked with each connection. */
final class OnePrimary implements Servers {
    private final RedisClient client;
    private final RedisURI uri;
    private final Connections<StatefulRedisConnection<byte[], byte[]>> connections;

    /** @param client does not reconnect by itself */
    OnePrimary(RedisClient client, RedisURI uri, ClientResources resources) {
        this.client = client;
        this.uri = uri;
        this.connections = new Connections<>(
                client,
                resources,
                () -> client.connectAsync(ByteArrayCodec.INSTANCE, uri),
                connection -> connection.async().ping());
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> quick() {
        return connections.quick().thenApply(StatefulRedisConnection::async);
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> durable(byte[] key) {
        return connections.durable().thenApply(StatefulRedisConnection::async);
    }

    @Override
    public CompletionStage<Void> doubt() {
        connections.doubt();
        return CompletableFuture.failedFuture(new RedisAwayException("the server is no primary any more"));
    }

    @Override
    public void listen(RedisPubSubListener<byte[], byte[]> listener, byte[][] channels) {
        connections.listen(() -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri), listener, channels);
    }

    @Override
    public void look() {
        connections.look();
    }

    @Override
    public boolean isConnected() {
        return connections.isConnected();
    }

    @Override
    public @Nullable Throwable failure() {
        return connections.failure();
    }

    @Override
    public void close() {
        connections.close();
    }
}
