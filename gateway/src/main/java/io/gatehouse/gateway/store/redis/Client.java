package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.config.Config;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;

/**
 * Lettuce, set up so that a lost server is noticed soon and nothing waits for it: commands without a connection are refused, those under way when it is lost are given up rather than
 * sent again, and a cluster's topology is looked up every second and at each hint of a change.
 */
final class Client {
    /** After this a command leaves Lettuce's queue; who asked has given up before. */
    private static final Duration COMMAND = Duration.ofMillis(300);

    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final int WAITING_COMMANDS = 10_000;
    private static final int THREADS = 2;

    private Client() {}

    static Servers of(Config.Store.Redis place) {
        // Lettuce asks for it once, and complains where the system has none.
        System.setProperty("io.lettuce.core.iouring", "false");
        ClientResources resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.constant(Duration.ofMillis(100)))
                .build();
        return switch (place.kind()) {
            case STANDALONE, SENTINEL -> {
                RedisClient client = RedisClient.create(resources);
                client.setOptions(options(ClientOptions.builder(), place)
                        .autoReconnect(false)
                        .build());
                yield new OnePrimary(client, uri(place), resources);
            }
            case CLUSTER -> {
                List<RedisURI> seeds = place.servers().stream()
                        .map(server -> direct(place, server).build())
                        .toList();
                RedisClusterClient client = RedisClusterClient.create(resources, seeds);
                ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
                options(builder, place);
                builder.replayFilter(command -> true);
                client.setOptions(builder.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                                .enablePeriodicRefresh(Duration.ofSeconds(1))
                                .adaptiveRefreshTriggersTimeout(Duration.ofMillis(500))
                                .build())
                        .build());
                yield new Shards(client, resources);
            }
        };
    }

    private static ClientOptions.Builder options(ClientOptions.Builder builder, Config.Store.Redis place) {
        SslOptions.Builder ssl = SslOptions.builder();
        if (place.ca() != null) {
            ssl.trustManager(place.ca().toFile());
        }
        if (place.client() != null) {
            ssl.keyManager(
                    place.client().certificate().toFile(), place.client().key().toFile(), new char[0]);
        }
        return builder.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder()
                        .fixedTimeout(COMMAND)
                        .timeoutCommands(true)
                        .build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .build())
                .sslOptions(ssl.build())
                .requestQueueSize(WAITING_COMMANDS);
    }

    private static RedisURI uri(Config.Store.Redis place) {
        if (place.kind() == Config.Store.Redis.Kind.STANDALONE) {
            return direct(place, place.servers().get(0)).build();
        }
        RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(place.primary());
        for (Config.Store.Redis.Server server : place.servers()) {
            builder.withSentinel(RedisURI.builder()
                    .withHost(server.host())
                    .withPort(server.port())
                    .withSsl(place.tls())
                    .withTimeout(CONNECT)
                    .build());
        }
        return common(builder, place).build();
    }

    private static RedisURI.Builder direct(Config.Store.Redis place, Config.Store.Redis.Server server) {
        return common(RedisURI.builder().withHost(server.host()).withPort(server.port()), place);
    }

    private static RedisURI.Builder common(RedisURI.Builder builder, Config.Store.Redis place) {
        builder.withSsl(place.tls()).withDatabase(place.database()).withTimeout(CONNECT);
        if (place.password() != null) {
            char[] password = place.password().toCharArray();
            if (place.user() == null) {
                builder.withPassword(password);
            } else {
                builder.withAuthentication(place.user(), password);
            }
        }
        return builder;
    }
}
