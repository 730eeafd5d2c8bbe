package io.gatehouse.gateway.config;

import io.gatehouse.gateway.config.Config.Store.Redis;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where the memory is: in files of this node, or in Redis. */
final class StoreReader {
    private static final Pattern URI = Pattern.compile(
            "(redis|rediss)(-sentinel|-cluster)?://([^/#?]{1,8192})(?:/([0-9]*))?(?:#([^\\s]{1,256}))?");
    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int MOST_SERVERS = 64;
    private static final int MOST_OF_A_NAME = 256;
    private static final int MOST_OF_A_PASSWORD = 1024;

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
        String user = section.optional("user", Kind.text(MOST_OF_A_NAME));
        String password = section.secret("password", Kind.text(MOST_OF_A_PASSWORD));
        Path ca = section.optional("ca", files.file());
        Path certificate = section.optional("certificate", files.file());
        Path key = section.optional("key", files.file());
        if (user != null && password == null) {
            section.error("user", "has no password; add password, as in ${REDIS_PASSWORD}");
        }
        if ((certificate == null) != (key == null)) {
            section.error(certificate == null ? "key" : "certificate", "comes without the other; give both");
        }
        if (place == null) {
            return null;
        }
        if (place.password() != null && password != null) {
            section.error("password", "is in the uri too; take one of them out");
        }
        if (!place.tls() && (ca != null || certificate != null)) {
            section.error(ca == null ? "certificate" : "ca", "is for TLS only; write rediss:// in the uri");
        }
        return new Redis(
                place.kind(),
                place.tls(),
                place.servers(),
                place.database(),
                place.primary(),
                place.password() == null ? user : place.user(),
                place.password() == null ? password : place.password(),
                ca,
                certificate == null || key == null ? null : new Config.KeyPair(certificate, key));
    }

    static Redis place(String text) {
        Matcher uri = URI.matcher(text);
        if (!uri.matches()) {
            throw new IllegalArgumentException(
                    "is no address of Redis; write redis://host:6379, redis-sentinel://host1,host2/0#primary, or"
                            + " redis-cluster://host1,host2 (rediss… for TLS)");
        }
        Redis.Kind kind = uri.group(2) == null
                ? Redis.Kind.STANDALONE
                : uri.group(2).equals("-cluster") ? Redis.Kind.CLUSTER : Redis.Kind.SENTINEL;
        String primary = uri.group(5) == null ? "" : uri.group(5);
        if (primary.isEmpty() == (kind == Redis.Kind.SENTINEL)) {
            throw new IllegalArgumentException(
                    kind == Redis.Kind.SENTINEL
                            ? "does not name the primary; write redis-sentinel://host1,host2#NAME, as in the"
                                    + " Sentinels' configuration"
                            : "names a primary after #, which only Sentinels know; take it out, or write"
                                    + " redis-sentinel://");
        }
        int database = number(uri.group(4), 0, 65_535, "database");
        if (kind == Redis.Kind.CLUSTER && database != 0) {
            throw new IllegalArgumentException("names a database; a cluster has none but 0: take it out");
        }
        String place = uri.group(3);
        int at = place.lastIndexOf('@');
        String[] credentials = at < 0 ? new String[] {"", ""} : credentials(place.substring(0, at));
        List<Redis.Server> servers =
                servers(place.substring(at + 1), kind == Redis.Kind.SENTINEL ? SENTINEL_PORT : PORT);
        if (kind == Redis.Kind.STANDALONE && servers.size() > 1) {
            throw new IllegalArgumentException(
                    "names several servers; write redis-sentinel:// for Sentinels, or redis-cluster:// for a cluster");
        }
        return new Redis(
                kind,
                uri.group(1).equals("rediss"),
                servers,
                database,
                primary,
                credentials[0].isEmpty() ? null : credentials[0],
                credentials[1].isEmpty() ? null : credentials[1],
                null,
                null);
    }

    /** User and password of {@code user:password} or {@code :password}, where what means something in URIs is percent-encoded. */
    private static String[] credentials(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || colon == text.length() - 1 || text.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "has credentials that are not user:password; percent-encode what means something in URIs, or write"
                            + " store.redis.user and store.redis.password");
        }
        String user = decoded(text.substring(0, colon));
        String password = decoded(text.substring(colon + 1));
        if (user.length() > MOST_OF_A_NAME || password.length() > MOST_OF_A_PASSWORD) {
            throw new IllegalArgumentException("has credentials that are too long; at most " + MOST_OF_A_NAME
                    + " characters for the user, and " + MOST_OF_A_PASSWORD + " for the password");
        }
        return new String[] {user, password};
    }

    private static String decoded(String text) {
        try {
            // It is no form: a plus is a plus.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has credentials with a % that encodes nothing; write %25 for it");
        }
    }

    private static List<Redis.Server> servers(String text, int usualPort) {
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
