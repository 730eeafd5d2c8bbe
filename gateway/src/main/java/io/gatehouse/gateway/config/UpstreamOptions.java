package io.gatehouse.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an application's servers are treated.
 *
 * @param health null: only requests tell whether a server is well
 * @param connections to one server, 1 to 100000
 * @param keep how long a connection without a call is kept, 0 s to 10 min
 * @param connect null, as the next two: what {@link Config.Limits} says
 */
public record UpstreamOptions(
        Protocol protocol,
        Tls tls,
        @Nullable Health health,
        Failing failing,
        int connections,
        Queue queue,
        Duration keep,
        @Nullable Duration connect,
        @Nullable Duration answer,
        @Nullable Duration between) {
    public static final UpstreamOptions DEFAULT = new UpstreamOptions(
            Protocol.HTTP_1_1,
            Tls.DEFAULT,
            null,
            new Failing(3, Set.of()),
            10_000,
            new Queue(100, Duration.ofSeconds(5)),
            Duration.ofSeconds(4),
            null,
            null,
            null);

    /** What is spoken with the servers. */
    public enum Protocol {
        HTTP_1_1,
        /** HTTP/2 with servers that agree to it in TLS, HTTP/1.1 with others. */
        AUTO,
        /** HTTP/2 and nothing else; without TLS, with prior knowledge. */
        H2
    }

    /**
     * How {@code https} servers are recognised, and how we prove who we are. PEM files.
     *
     * @param ca authorities that may vouch for a server; null: the JDK's
     * @param serverName null: the one in the server's URL
     * @param client what we prove ourselves with; null: nothing
     * @param verify false: whoever answers is believed
     */
    public record Tls(@Nullable Path ca, @Nullable String serverName, Config.@Nullable KeyPair client, boolean verify) {
        public static final Tls DEFAULT = new Tls(null, null, null, true);
    }

    /**
     * A request of our own, now and then, to each server.
     *
     * @param every 100 ms to 1 h
     * @param healthy right answers in a row that bring a server back
     * @param unhealthy wrong or missing answers in a row that take it away
     * @param status of a right answer
     */
    public record Health(
            String path, Duration every, Duration timeout, int healthy, int unhealthy, Set<Integer> status) {
        static Health of(String path) {
            return new Health(path, Duration.ofSeconds(5), Duration.ofSeconds(2), 2, 3, Set.of(200));
        }
    }

    /**
     * When a server is passed over because requests fail.
     *
     * @param after failures in a row
     * @param status of answers that count as failures
     */
    public record Failing(int after, Set<Integer> status) {}

    /**
     * Requests that wait for a connection while there may be no more.
     *
     * @param most 0: none
     */
    public record Queue(int most, Duration timeout) {}
}
