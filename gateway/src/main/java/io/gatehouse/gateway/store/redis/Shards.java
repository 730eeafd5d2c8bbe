package io.gatehouse.gateway.store.redis;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a cluster. Lettuce follows the cluster's topology, and looks after the connections; only the first one is tried again here. A durable step must wait for replicas on the
 * very connection that wrote, so it goes to the shard's primary directly.
 */
final class Shards implements Servers {
    private final RedisClusterClient client;
    private final ClientResources resources;
    private final Renewed<StatefulRedisClusterConnection<byte[], byte[]>> quick;
    private final Renewed<StatefulRedisClusterConnection<byte[], byte[]>> durable;
    private volatile @Nullable Renewed<StatefulRedisClusterPubSubConnection<byte[], byte[]>> listening;

    Shards(RedisClusterClient client, ClientResources resources) {
        this.client = client;
        this.resources = resources;
        this.quick = commands();
        this.durable = commands();
    }

    private Renewed<StatefulRedisClusterConnection<byte[], byte[]>> commands() {
        return new Renewed<>(
                () -> topology().thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE)),
                connection -> CompletableFuture.completedFuture("looked after by Lettuce"));
    }

    /** Lettuce connects only once it knows the shards, and asks by itself only where it may wait. */
    private CompletionStage<Void> topology() {
        return client.refreshPartitionsAsync();
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> quick() {
        return quick.get().thenApply(StatefulRedisClusterConnection::async);
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> durable(byte[] key) {
        return durable.get().thenCompose(connection -> {
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
        listening = new Renewed<>(
                () -> topology()
                        .thenCompose(known -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE))
                        .thenApply(connection -> {
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
        Renewed<StatefulRedisClusterPubSubConnection<byte[], byte[]>> ears = listening;
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
        Renewed<StatefulRedisClusterPubSubConnection<byte[], byte[]>> ears = listening;
        if (ears != null) {
            ears.close();
        }
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
