package io.gatehouse.gateway.config;

import io.gatehouse.gateway.config.Config.Store.Redis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where the memory is: in files of this node, or in Redis. */
final class StoreReader {
    private static final Pattern URI =
            Pattern.compile("(redis|rediss)(-sentinel|-cluster)?://([^/#?]*)(?:/([0-9]*))?(?:#(.*))?");
    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int MOST_SERVERS = 64;

    private StoreReader() {}

    static Config.Store store(Section store, FileKinds files) {
        Redis redis = store.sectionIfGiven("redis", section -> Optional.ofNullable(redis(section, files)));
        Config.Store.Embedded embedded =
                new Config.Store.Embedded(store.value("embedded", files.place(), "gatehouse-data"));
        if (redis != null && store.has("embedded")) {
            store.error("redis", "the memory is in one place, and embedded is given too; take one of them out");
        }
        return redis == null ? embedded : redis;
    }

    private static @Nullable Redis redis(Section section, FileKinds files) {
        if (!section.has("uri")) {
            section.error("uri", "missing; write where Redis is, as in redis://host:6379");
        }
        // Somebody may have written a password into it.
        Redis place = section.secret("uri", StoreReader::place);
        String user = section.optional("user", Kind.text(256));
        String password = section.secret("password", Kind.text(1024));
        Path ca = section.optional("ca", files.file());
        if (user != null && password == null) {
            section.error("user", "has no password; add password, as in ${REDIS_PASSWORD}");
        }
        return place == null
                ? null
                : new Redis(
                        place.kind(),
                        place.tls(),
                        place.servers(),
                        place.database(),
                        place.primary(),
                        user,
                        password,
                        ca);
    }

    /** Without the credentials, which have keys of their own: in a URI they would have to be encoded, and would be shown where URIs are. */
    static Redis place(String text) {
        Matcher uri = URI.matcher(text);
        if (!uri.matches()) {
            throw new IllegalArgumentException(
                    "is no address of Redis; write redis://host:6379, redis-sentinel://host1,host2/0#primary, or redis-cluster://host1,host2 (rediss… for TLS)");
        }
        Redis.Kind kind = uri.group(2) == null
                ? Redis.Kind.STANDALONE
                : uri.group(2).equals("-cluster") ? Redis.Kind.CLUSTER : Redis.Kind.SENTINEL;
        String primary = uri.group(5) == null ? "" : uri.group(5);
        if (primary.isEmpty() == (kind == Redis.Kind.SENTINEL)) {
            throw new IllegalArgumentException(
                    kind == Redis.Kind.SENTINEL
                            ? "does not name the primary; write redis-sentinel://host1,host2#NAME, as in the Sentinels' configuration"
                            : "names a primary after #, which only Sentinels know; take it out, or write redis-sentinel://");
        }
        int database = number(uri.group(4), 0, 65_535, "database");
        if (kind == Redis.Kind.CLUSTER && database != 0) {
            throw new IllegalArgumentException("names a database; a cluster has none but 0: take it out");
        }
        List<Redis.Server> servers = servers(uri.group(3), kind == Redis.Kind.SENTINEL ? SENTINEL_PORT : PORT);
        if (kind == Redis.Kind.STANDALONE && servers.size() > 1) {
            throw new IllegalArgumentException(
                    "names several servers; write redis-sentinel:// for Sentinels, or redis-cluster:// for a cluster");
        }
        return new Redis(kind, uri.group(1).equals("rediss"), servers, database, primary, null, null, null);
    }

    private static List<Redis.Server> servers(String text, int usualPort) {
        if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "has credentials in it; write them as store.redis.user and store.redis.password");
        }
        List<Redis.Server> servers = new ArrayList<>();
        for (String one : text.split(",", MOST_SERVERS + 1)) {
            Matcher server = SERVER.matcher(one);
            if (!server.matches() || servers.size() == MOST_SERVERS) {
                throw new IllegalArgumentException(
                        "has a server that is not host or host:port; write 1 to " + MOST_SERVERS + ", with commas");
            }
            String host = server.group(1);
            servers.add(new Redis.Server(
                    host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                    number(server.group(2), usualPort, 65_535, "port")));
        }
        return List.copyOf(servers);
    }

    private static int number(@Nullable String text, int otherwise, int largest, String what) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        int number = text.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(text);
        if (number > largest || (number == 0 && what.equals("port"))) {
            throw new IllegalArgumentException("has a " + what + " beyond " + largest + ", or none");
        }
        return number;
    }
}
