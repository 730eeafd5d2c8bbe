package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.config.Config;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs scripts in Redis. Each run ends within {@value #DEADLINE_MILLIS} ms, one way or another, and blocks nobody; a run that fails may have been done all the same. Completions run on
 * Lettuce's threads or a timer's.
 */
final class RedisLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    static final long DEADLINE_MILLIS = 150;
    private static final long REPLICA_MILLIS = 70;
    private static final long LOOK_MILLIS = 150;
    private static final int TRIES = 3;

    private final Servers servers;
    private final int database;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("redis-watch", true));

    private RedisLink(Servers servers, int database) {
        this.servers = servers;
        this.database = database;
    }

    static RedisLink to(Config.Store.Redis place) {
        return new RedisLink(Client.of(place), place.database());
    }

    /** A channel of those who share this database: Redis's own channels are a server's. */
    String channel(String what) {
        return Keys.PREFIX + database + ":" + what;
    }

    /**
     * Connects in the background, and again whenever a connection is lost.
     *
     * @param ears who listens to which channel
     */
    void connect(Map<String, Ear> ears) {
        servers.listen(new Ears(ears), ears.keySet().stream().map(Keys::bytes).toArray(byte[][]::new));
        every(LOOK_MILLIS, servers::look);
    }

    /** Does something again and again, on the thread that looks after connections: it must not wait. */
    void every(long millis, Runnable chore) {
        watch.scheduleWithFixedDelay(
                () -> {
                    try {
                        chore.run();
                    } catch (RuntimeException e) {
                        LOG.error("a chore of the Redis store failed; it is tried again", e);
                    }
                },
                0,
                millis,
                TimeUnit.MILLISECONDS);
    }

    boolean isConnected() {
        return servers.isConnected();
    }

    /** Why there is no connection, in an operator's words. */
    String trouble() {
        return Trouble.of(servers.failure());
    }

    /** Whether whoever is there has refused to talk. */
    boolean isRefused() {
        return Trouble.isNo(servers.failure());
    }

    /** What the primary that has this key says of itself. */
    CompletionStage<String> info(String section, byte[] key) {
        return inTime(() -> servers.durable(key).thenCompose(commands -> commands.info(section)));
    }

    /** Runs a script that changes nothing, or what may be lost with a server. Its keys are on one shard. */
    CompletionStage<List<Object>> run(Script script, List<byte[]> keys, byte[]... arguments) {
        return inTime(
                () -> servers.quick().thenCompose(commands -> checked(evaluate(commands, script, keys, arguments))));
    }

    /** Runs a script, and completes when a replica has what it changed, where there is a replica. Its keys are on one shard. */
    CompletionStage<List<Object>> runDurably(Script script, List<byte[]> keys, byte[]... arguments) {
        return inTime(() -> durably(script, keys, arguments, TRIES));
    }

    /** Tells whoever listens now. */
    void publish(String channel, String message) {
        inTime(() ->
                servers.quick().thenCompose(commands -> commands.publish(Keys.bytes(channel), Keys.bytes(message))));
    }

    private CompletionStage<List<Object>> durably(Script script, List<byte[]> keys, byte[][] arguments, int tries) {
        return servers.durable(keys.get(0))
                .thenCompose(commands -> {
                    CompletionStage<List<Object>> done = evaluate(commands, script, keys, arguments);
                    CompletionStage<String> replication = commands.info("replication");
                    return done.thenCombine(
                                    replication,
                                    (answer, info) -> hasReplica(info)
                                            ? replicated(commands, answer)
                                            : CompletableFuture.completedFuture(answer))
                            .thenCompose(Function.identity());
                })
                .handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    // Neither was done: so it may be done elsewhere.
                    return isElsewhere(failure) && tries > 1
                            ? servers.doubt().thenCompose(done -> durably(script, keys, arguments, tries - 1))
                            : CompletableFuture.<List<Object>>failedFuture(failure);
                })
                .thenCompose(Function.identity());
    }

    private static CompletionStage<List<Object>> replicated(
            RedisClusterAsyncCommands<byte[], byte[]> commands, List<Object> answer) {
        return commands.waitForReplication(1, REPLICA_MILLIS).thenApply(replicas -> {
            if (replicas < 1) {
                throw new RedisAwayException("no replica acknowledged within " + REPLICA_MILLIS + " ms");
            }
            return answer;
        });
    }

    /** One that is still being filled could not take over. */
    private static boolean hasReplica(String replication) {
        return replication.contains("state=online");
    }

    private CompletionStage<List<Object>> evaluate(
            RedisClusterAsyncCommands<byte[], byte[]> commands, Script script, List<byte[]> keys, byte[][] arguments) {
        byte[][] names = keys.toArray(byte[][]::new);
        CompletionStage<List<Object>> known =
                commands.evalsha(script.digest(), ScriptOutputType.MULTI, names, arguments);
        return known.handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    // After a restart or a failover the server has not seen it.
                    return cause(failure) instanceof RedisNoScriptException
                            ? commands.<List<Object>>eval(script.text(), ScriptOutputType.MULTI, names, arguments)
                            : CompletableFuture.<List<Object>>failedFuture(failure);
                })
                .thenCompose(Function.identity());
    }

    private CompletionStage<List<Object>> checked(CompletionStage<List<Object>> running) {
        return running.whenComplete((answer, failure) -> {
            if (failure != null && isElsewhere(failure)) {
                servers.doubt();
            }
        });
    }

    private static boolean isElsewhere(Throwable failure) {
        return cause(failure) instanceof RedisCommandExecutionException refused
                && refused.getMessage() != null
                && (refused.getMessage().startsWith("READONLY")
                        || refused.getMessage().startsWith("MOVED")
                        || refused.getMessage().startsWith("ASK ")
                        || refused.getMessage().startsWith("CLUSTERDOWN"));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static <T> CompletionStage<T> inTime(Supplier<CompletionStage<T>> work) {
        CompletionStage<T> stage;
        try {
            stage = work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return stage.toCompletableFuture()
                .thenApply(Function.identity())
                .orTimeout(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        watch.shutdownNow();
        servers.close();
    }
}
