package io.gatehouse.gateway.config;

import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.geo.DatabaseKind;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * gatehouse.yaml, checked: whoever holds one need not check it again.
 *
 * @param errorPages by status; what else the gateway has to say is said by its own pages
 * @param accessLog null: none is kept
 * @param version a hash of the file, for the decision log
 */
public record Config(
        Mode mode,
        List<Listener> listen,
        List<Cidr> trustedProxies,
        Map<String, Upstream> upstreams,
        List<Route> routes,
        List<Login> logins,
        Map<Integer, StaticPage> errorPages,
        RequestId requestId,
        @Nullable AccessLog accessLog,
        Geo geo,
        List<NetworkList> networks,
        Rules rules,
        Challenge challenge,
        Fail fail,
        Store store,
        Path keyring,
        Phone phone,
        PushSettings push,
        Admin admin,
        Privacy privacy,
        Limits limits,
        EventLoops eventLoops,
        Path decisionLog,
        String version) {

    public enum Mode {
        /** Decide and log, never interfere. */
        MONITOR,
        ENFORCE
    }

    /**
     * An address to listen on. Port 0 takes a free one.
     *
     * @param proxyProtocol each connection starts with a PROXY header, from one of the trusted proxies
     */
    public record Listener(
            InetSocketAddress address, @Nullable Tls tls, boolean proxyProtocol) {
        public Listener(InetSocketAddress address, @Nullable Tls tls) {
            this(address, tls, false);
        }
    }

    /**
     * A listener's certificates.
     *
     * @param pairs at least one; the first for clients that ask for no name, or for one that none has
     * @param clients null: clients are not asked for a certificate
     */
    public record Tls(List<KeyPair> pairs, @Nullable ClientCertificates clients) {
        public Tls(Path certificate, Path key) {
            this(List.of(new KeyPair(certificate, key)), null);
        }

        /** All that it is read from. */
        public List<Path> files() {
            Stream<Path> own = pairs.stream().flatMap(pair -> Stream.of(pair.certificate(), pair.key()));
            return Stream.concat(own, Stream.ofNullable(clients).map(ClientCertificates::authorities))
                    .toList();
        }
    }

    /** PEM files: the certificate chain, leaf first, and its PKCS#8 key. */
    public record KeyPair(Path certificate, Path key) {}

    /**
     * Mutual TLS.
     *
     * @param authorities PEM file of those who may vouch for a client
     * @param required whoever has no certificate is turned away; else it may come without
     */
    public record ClientCertificates(Path authorities, boolean required) {}

    /** An application behind the gateway: {@code http://host:port} or {@code https://host:port} without a path. */
    public record Upstream(String name, List<URI> servers, UpstreamOptions options) {
        public Upstream(String name, List<URI> servers) {
            this(name, servers, UpstreamOptions.DEFAULT);
        }

        /** Looked up for each request: the name tells upstreams apart. */
        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /**
     * Requests for a host whose path starts with {@code path} (on a segment's border) go to the upstream. Exactly this host wins over {@code *.}, that over any; then the longest path.
     *
     * @param host lower case, without a port; {@code *.example.com} for all below it; null for any
     */
    public record Route(@Nullable String host, String path, Upstream upstream, RouteSettings settings) {
        /** What the client's path has, and the upstream's has not; empty, or it starts with a slash and ends with none. */
        public String strippedPrefix() {
            if (!settings.stripPrefix()) {
                return "";
            }
            return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        }

        /** What the upstream gets of a client's target. */
        public String stripped(String target) {
            String prefix = strippedPrefix();
            if (prefix.isEmpty() || !target.startsWith(prefix)) {
                return target;
            }
            String rest = target.substring(prefix.length());
            return rest.startsWith("/") ? rest : "/" + rest;
        }

        /** All that nothing else leads elsewhere. */
        public static Route to(Upstream upstream) {
            return to(upstream, RouteSettings.DEFAULT);
        }

        static Route to(Upstream upstream, RouteSettings settings) {
            return new Route(null, "/", upstream, settings);
        }
    }

    /**
     * How requests are named to other systems.
     *
     * @param header that carries the name to upstreams
     * @param answer and to clients
     */
    public record RequestId(String header, boolean answer) {
        public static final RequestId DEFAULT = new RequestId("X-Request-Id", false);
    }

    /**
     * Requests, written down one a line.
     *
     * @param sample the part of them that is written, above 0 to 1; status 500 and above always are
     * @param query with what follows the {@code ?}
     * @param masked of addresses only the network: IPv4 /24, IPv6 /48
     * @param largerThan bytes from which on the file is moved away; 0: never
     * @param keep how many files that were moved away remain
     */
    public record AccessLog(
            Path file, Format format, double sample, boolean query, boolean masked, int largerThan, int keep) {
        /** COMMON, COMBINED: as web servers write it. */
        public enum Format {
            JSON,
            COMMON,
            COMBINED
        }
    }

    /** Files in place of the bundled databases, which tell country and network, and in addition to them. */
    public record Geo(Map<DatabaseKind, Path> databases) {}

    /**
     * Networks that the operator knows something of; addresses in them carry the list's name as a label.
     *
     * @param files one network a line
     * @param own the operator's own: an office, a VPN's way out
     * @param anonymous VPNs, proxies, relays, Tor exits
     * @param tor Tor exits, which are anonymous too
     * @param hosting data centres
     */
    public record NetworkList(
            String name, List<Path> files, boolean own, boolean anonymous, boolean tor, boolean hosting) {}

    /**
     * Which rules, and from which score on they matter.
     *
     * @param directory null means the shipped rules
     * @param shadow rules that are judged beside these, and never enforced; null for none
     * @param challengeBudget challenges an hour that one rule may cause and their owners approve, before the rule is silenced; 0 for no bound
     */
    public record Rules(
            @Nullable Path directory,
            io.gatehouse.risk.Thresholds thresholds,
            Duration warmUp,
            @Nullable Path shadow,
            int challengeBudget) {
        /** Without rules that are tried out, and without a bound. */
        public Rules(@Nullable Path directory, io.gatehouse.risk.Thresholds thresholds, Duration warmUp) {
            this(directory, thresholds, warmUp, null, 0);
        }
    }

    /**
     * What becomes of a sign-in that needs approval.
     *
     * @param expires how long a phone may take, 10 s to 10 min
     * @param unenrolled what becomes of a challenge whose owner has no phone
     * @param largestAnswer bytes of an upstream's answer that can be held, 1 KiB to 16 MiB
     * @param quarantine how long the session of a denied or expired sign-in stays shut out, 1 h to 90 d
     * @param inject put the device script into HTML pages, for applications that sign in by XHR and cannot name it themselves
     */
    public record Challenge(
            Duration expires, Unenrolled unenrolled, int largestAnswer, Duration quarantine, boolean inject) {}

    public enum Unenrolled {
        /** Hold, and wait until the owner has enrolled by an out-of-band link. */
        ENROL,
        PASS,
        BLOCK
    }

    /** What a part's failure does to a sign-in. */
    public record Fail(Policy rules, Policy store, Policy approval) {}

    public enum Policy {
        PASS,
        CHALLENGE,
        DENY
    }

    /** Where what must outlive a request is kept. */
    public sealed interface Store {
        /** In files of this node. */
        record Embedded(Path directory) implements Store {}

        /**
         * In Redis, shared by nodes.
         *
         * @param servers the one, or the Sentinels, or nodes of the cluster to ask first
         * @param primary the name under which Sentinels know it; empty otherwise
         * @param user of its access control list; null: the default user
         * @param ca PEM file of those who may vouch for its certificate; null: whom Java trusts
         * @param client what this node shows in TLS; null: nothing
         */
        record Redis(
                Kind kind,
                boolean tls,
                List<Server> servers,
                int database,
                String primary,
                @Nullable String user,
                @Nullable String password,
                @Nullable Path ca,
                @Nullable KeyPair client)
                implements Store {
            public enum Kind {
                STANDALONE,
                SENTINEL,
                CLUSTER
            }

            /** One address. */
            public record Server(String host, int port) {}

            @Override
            public String toString() {
                return "Redis[" + kind + ", " + servers + "]";
            }
        }
    }

    /**
     * The phone page's place.
     *
     * @param origin {@code scheme://host[:port]} of the phone page, never the application's own; null: no phone page
     */
    public record Phone(@Nullable URI origin) {}

    /**
     * The operator's listener.
     *
     * @param tokens file of named tokens, made at first start with mode 0600
     */
    public record Admin(InetSocketAddress address, Path tokens) {}

    /**
     * What is kept about people.
     *
     * @param retention how long
     */
    public record Privacy(Duration retention, PrivacyMode mode) {
        public Privacy(Duration retention) {
            this(retention, PrivacyMode.STANDARD);
        }
    }

    public enum PrivacyMode {
        STANDARD,
        /** No fingerprint of a client is made, and the device script binds no key. */
        STRICT
    }

    /**
     * The threads that carry all connections.
     *
     * @param threads 0: one per core
     */
    public record EventLoops(Transport.Kind transport, int threads) {
        public static final EventLoops DEFAULT = new EventLoops(Transport.Kind.AUTO, 0);
    }

    /**
     * Bounds on what a client may ask of us.
     *
     * @param header bytes of a request's line and headers together
     * @param loginBody bytes of a sign-in's body
     * @param headerTimeout until a request's head is complete
     * @param idle a connection without a request, or a body without progress
     * @param connect to an upstream
     * @param answer until an upstream's answer begins
     * @param between silence within an upstream's answer
     * @param connections open at a time
     * @param connectionsPerClient open at a time from one address, or IPv6 /64; trusted proxies are exempt
     * @param streams at a time on one HTTP/2 connection
     * @param exchanges under way at a time, over all connections
     * @param leastRate bytes a second that a client must send of a body, or take of an answer, over half a minute, or over {@code idle} if that is shorter
     */
    public record Limits(
            int header,
            int loginBody,
            Duration headerTimeout,
            Duration idle,
            Duration connect,
            Duration answer,
            Duration between,
            int connections,
            int connectionsPerClient,
            int streams,
            int exchanges,
            int leastRate) {
        public static final Limits DEFAULT = new Limits(
                16 * 1024,
                16 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                20_000,
                1_000,
                100,
                10_000,
                100);
    }

    /**
     * One kind of sign-in.
     *
     * @param host as a route's
     * @param path a glob over the normalised path: {@code *} within a segment, {@code **} across
     * @param methods upper case
     * @param whenField only a body with this field is a sign-in: for a path that does other things too
     * @param signOut used to end a denied sign-in at the upstream
     */
    public record Login(
            @Nullable String host,
            PathGlob path,
            Set<String> methods,
            @Nullable String whenField,
            Username username,
            Success success,
            @Nullable Session session,
            @Nullable SignOut signOut) {}

    /** Where the name is, and how it is brought to one spelling. */
    public record Username(
            Source source, String name, @Nullable Probe probe, List<Normalisation> normalise) {
        /** FORM: a field of a form body · JSON: a pointer into a JSON body · HEADER: a request header · BASIC: HTTP Basic credentials. */
        public enum Source {
            FORM,
            JSON,
            HEADER,
            BASIC
        }
    }

    /** A harmless request that proves HTTP Basic credentials. */
    public record Probe(String method, String path) {}

    public enum Normalisation {
        NFKC,
        TRIM,
        LOWER
    }

    /**
     * How a success answer is told from a refusal: all that is given must hold. At least one is given.
     *
     * @param status accepted status codes, empty: any
     * @param notLocation a Location whose path matches is a refusal
     * @param setCookie a cookie of this name must be set
     * @param json this JSON pointer must be in the body
     * @param bodyLacks the body must not hold this text
     */
    public record Success(
            Set<Integer> status,
            @Nullable PathGlob notLocation,
            @Nullable String setCookie,
            @Nullable String json,
            @Nullable String bodyLacks) {
        public boolean needsBody() {
            return json != null || bodyLacks != null;
        }
    }

    /** What a sign-in gives its client: cookies by name, a JSON pointer to a token, or both. */
    public record Session(List<String> cookies, @Nullable String json) {}

    public record SignOut(String method, String path) {}
}
