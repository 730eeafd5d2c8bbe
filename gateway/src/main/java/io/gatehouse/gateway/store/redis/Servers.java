package io.gatehouse.gateway.store.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubListener;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where commands go: to one primary, or to the shards of a cluster. Nothing waits: without a connection a question fails at once. */
interface Servers {
    /** For what ends soon. */
    CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> quick();

    /** A connection of its own to the primary that has this key: it may wait there for replicas. */
    CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> durable(byte[] key);

    /** The server that answered is not, or no longer, responsible. Another try may be worth it once this completes. */
    CompletionStage<Void> doubt();

    /** Listens to these channels, whenever there is a connection. To be called once. */
    void listen(RedisPubSubListener<byte[], byte[]> listener, byte[][] channels);

    /** Looks after connections; called several times a second, on one thread. */
    void look();

    boolean isConnected();

    /** Why the last attempt to connect failed; null where it did not. */
    @Nullable
    Throwable failure();

    void close();
}
