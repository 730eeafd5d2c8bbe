package io.gatehouse.gateway.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;

/** All keys and values of a server, in one text, a character a byte. */
public final class RedisDump {
    private RedisDump() {}

    public static String of(RedisProcess server) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisCommands<byte[], byte[]> redis = connection.sync();
            StringBuilder all = new StringBuilder();
            for (byte[] key : redis.keys("*")) {
                add(all, key);
                switch (redis.type(key)) {
                    case "string" -> add(all, redis.get(key));
                    case "hash" ->
                        redis.hgetall(key).forEach((field, value) -> {
                            add(all, field);
                            add(all, value);
                        });
                    case "list" -> redis.lrange(key, 0, -1).forEach(value -> add(all, value));
                    case "zset" -> redis.zrange(key, 0, -1).forEach(value -> add(all, value));
                    default -> throw new IllegalStateException("a key of type " + redis.type(key));
                }
            }
            return all.toString();
        } finally {
            client.shutdown();
        }
    }

    private static void add(StringBuilder all, byte[] bytes) {
        all.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
    }
}
