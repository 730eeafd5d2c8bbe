package io.gatehouse.gateway.store.redis;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a cluster. Lettuce follows the cluster's topology, and looks after the connections; only the first one is tried again here. A durable step must wait for replicas on the
 * very connection that wrote, so it goes to the shard's primary directly.
 */
final class Shards implements Servers {
    private final RedisClusterClient client;
    private final Connections<StatefulRedisClusterConnection<byte[], byte[]>> connections;

    Shards(RedisClusterClient client, ClientResources resources) {
        this.client = client;
        this.connections = new Connections<>(
                client,
                resources,
                () -> topology().thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE)),
                connection -> CompletableFuture.completedFuture("looked after by Lettuce"));
    }

    /** Lettuce connects only once it knows the shards, and asks by itself only where it may wait. */
    private CompletionStage<Void> topology() {
        return client.refreshPartitionsAsync();
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> quick() {
        return connections.quick().thenApply(StatefulRedisClusterConnection::async);
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> durable(byte[] key) {
        return connections.durable().thenCompose(connection -> {
            RedisClusterNode primary = connection.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
            return primary == null
                    ? CompletableFuture.failedFuture(new RedisAwayException("no shard has this key now"))
                    // By host and port, as Lettuce does for slots: a node's id would lead to another connection.
                    : connection
                            .getConnectionAsync(
                                    primary.getUri().getHost(), primary.getUri().getPort())
                            .thenApply(node -> node.async());
        });
    }

    @Override
    public CompletionStage<Void> doubt() {
        return topology();
    }

    @Override
    public void listen(RedisPubSubListener<byte[], byte[]> listener, byte[][] channels) {
        connections.listen(
                () -> topology().thenCompose(known -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE)),
                listener,
                channels);
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
