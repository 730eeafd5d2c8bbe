package io.gatehouse.gateway.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * gatehouse.yaml, checked: whoever holds one need not check it again.
 *
 * @param version a hash of the file, for the decision log
 */
public record Config(
        Mode mode,
        List<Listener> listen,
        List<Cidr> trustedProxies,
        Map<String, Upstream> upstreams,
        List<Route> routes,
        List<Login> logins,
        Geo geo,
        Rules rules,
        Challenge challenge,
        Fail fail,
        Store store,
        Path keyring,
        Phone phone,
        Admin admin,
        Privacy privacy,
        Limits limits,
        Path decisionLog,
        String version) {

    public enum Mode {
        /** Decide and log, never interfere. */
        MONITOR,
        ENFORCE
    }

    /** An address to listen on. Port 0 takes a free one. */
    public record Listener(
            InetSocketAddress address, @Nullable Tls tls) {}

    /** PEM files: the certificate chain, leaf first, and its PKCS#8 key. */
    public record Tls(Path certificate, Path key) {}

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

    /** Requests whose path starts with {@code path} (on a segment's border) go to the upstream; the longest path wins. */
    public record Route(String path, String upstream) {}

    /** Which databases; null means the bundled one, and for anonymous none. */
    public record Geo(
            @Nullable Path city,
            @Nullable Path asn,
            @Nullable Path anonymous) {}

    /**
     * Which rules, and from which score on they matter.
     *
     * @param directory null means the shipped rules
     */
    public record Rules(@Nullable Path directory, io.gatehouse.risk.Thresholds thresholds, Duration warmUp) {}

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

    /**
     * Where the memory is kept.
     *
     * @param directory where the embedded store keeps its files
     */
    public record Store(Path directory) {}

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

    public record Privacy(Duration retention) {}

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
     */
    public record Limits(
            int header,
            int loginBody,
            Duration headerTimeout,
            Duration idle,
            Duration connect,
            Duration answer,
            Duration between,
            int connections) {
        public static final Limits DEFAULT = new Limits(
                16 * 1024,
                16 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                20_000);
    }

    /**
     * One kind of sign-in.
     *
     * @param path a glob over the normalised path: {@code *} within a segment, {@code **} across
     * @param methods upper case
     * @param whenField only a body with this field is a sign-in: for a path that does other things too
     * @param signOut used to end a denied sign-in at the upstream
     */
    public record Login(
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
