package io.gatehouse.gateway.config;

import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.geo.DatabaseKind;
import io.gatehouse.risk.Thresholds;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads gatehouse.yaml. All faults are found in one go. What a key falls back to stands here as an operator would write it; {@code
 * docs/configuration.md} tells the same, and a test keeps it true.
 */
public final class ConfigReader {
    private static final Kind<String> LABEL = Kind.matching(
            "[a-z][a-z0-9-]{0,31}", "is not a label; write lower-case letters, digits and -, such as tor-exits");

    private final Environment environment;

    public ConfigReader() {
        this(System::getenv);
    }

    ConfigReader(Function<String, @Nullable String> variables) {
        environment = new Environment(variables);
    }

    /** The file's configuration, checked; or everything that is wrong with it. */
    public Config read(Path file) throws ConfigErrors {
        Reading reading = new Reading(file, environment);
        Config config = read(file, reading);
        reading.throwErrors();
        return config;
    }

    /** The configuration as far as it could be read; whatever was wrong is in the reading. */
    static Config read(Path file, Reading reading) throws ConfigErrors {
        FileKinds files = new FileKinds(reading);
        YamlFile.Parsed parsed = YamlFile.parse(file);
        return reading.root(parsed.root()).readBy(root -> config(root, files, parsed.version()));
    }

    private static Config config(Section root, FileKinds files, String version) {
        Config.Mode mode = root.value("mode", Kind.oneOf(Config.Mode.class), "monitor");
        List<Config.Listener> listen = TrafficReader.listen(root, files);
        Map<String, Config.Upstream> upstreams = UpstreamReader.upstreams(root, listen, files);
        List<Config.Route> routes = RouteReader.routes(root, upstreams, files);
        List<Config.Login> logins = root.sections("logins", login -> LoginReader.login(login, routes));
        if (!root.has("logins")) {
            root.error("logins", "missing; name the path that sign-ins are sent to, or write [] to guard none");
        }
        Config.Phone phone = root.section("phone", section -> {
            if (mode == Config.Mode.ENFORCE && !section.has("origin")) {
                root.error(
                        "mode", "enforce needs phone.origin, where challenges are approved; add it, or write monitor");
            }
            return new Config.Phone(section.optional("origin", NetworkKinds.SECURE_ORIGIN));
        });
        List<Cidr> trusted = root.values("trusted-proxies", NetworkKinds.CIDR);
        if (trusted.isEmpty() && listen.stream().anyMatch(Config.Listener::proxyProtocol)) {
            root.error(
                    "trusted-proxies",
                    "names nobody, and a listener with proxy-protocol takes connections from nobody else;"
                            + " write the load balancer's address, as in [10.0.0.5/32]");
        }
        PushSettings push = root.section("push", section -> PushReader.push(section, files));
        if (phone.origin() == null && !push.equals(PushSettings.NONE)) {
            root.error("push", "wakes phones that are enrolled at phone.origin; add that, or take this out");
        }
        root.unavailable("sessions", "take it out");
        return new Config(
                mode,
                listen,
                trusted,
                upstreams,
                routes,
                logins,
                root.section("error-pages", section -> PageReader.errorPages(section, files)),
                root.section("request-id", ConfigReader::requestId),
                root.sectionIfGiven("access-log", section -> AccessLogReader.accessLog(section, files)),
                root.section("geo", section -> geo(section, files)),
                List.copyOf(root.named("networks", LABEL, (name, section) -> networkList(name, section, files))
                        .values()),
                root.section("rules", section -> rules(section, files)),
                root.section("challenge", ConfigReader::challenge),
                root.section("fail", ConfigReader::fail),
                root.section("store", section -> StoreReader.store(section, files)),
                root.section("secrets", section -> section.value("keyring", files.place(), "keyring.json")),
                phone,
                push,
                root.section("admin", section -> admin(section, files, listen)),
                root.section("privacy", ConfigReader::privacy),
                root.section("limits", ConfigReader::limits),
                root.section("event-loops", ConfigReader::eventLoops),
                root.value("decision-log", files.place(), "decisions.jsonl"),
                version);
    }

    private static Config.RequestId requestId(Section section) {
        return new Config.RequestId(
                section.value("header", HttpKinds.OWN_HEADER, "X-Request-Id"),
                section.value("answer", Kind.BOOLEAN, "false"));
    }

    private static Config.Geo geo(Section geo, FileKinds files) {
        Map<DatabaseKind, Path> databases = new EnumMap<>(DatabaseKind.class);
        for (DatabaseKind kind : DatabaseKind.values()) {
            Path file = geo.optional(kind.toString(), files.file());
            if (file != null) {
                databases.put(kind, file);
            }
        }
        return new Config.Geo(databases);
    }

    private static Optional<Config.NetworkList> networkList(String name, Section list, FileKinds files) {
        List<Path> paths = list.values("file", files.file());
        if (!list.has("file") || list.isEmpty("file")) {
            list.error("file", "missing; name a file of networks, one a line");
        }
        boolean tor = list.value("tor", Kind.BOOLEAN, "false");
        return Optional.of(new Config.NetworkList(
                name,
                paths,
                list.value("own", Kind.BOOLEAN, "false"),
                list.value("anonymous", Kind.BOOLEAN, "false") || tor,
                tor,
                list.value("hosting", Kind.BOOLEAN, "false")));
    }

    private static Config.Rules rules(Section rules, FileKinds files) {
        Kind<Integer> points = Kind.integer(1, 10_000);
        int challengeAt = rules.value("challenge-at", points, "40");
        int passkeyOnlyAt = rules.value("passkey-only-at", points, "70");
        int blockAt = rules.value("block-at", points, "80");
        Thresholds thresholds = Thresholds.DEFAULT;
        if (challengeAt <= passkeyOnlyAt && passkeyOnlyAt <= blockAt) {
            thresholds = new Thresholds(challengeAt, passkeyOnlyAt, blockAt);
        } else {
            rules.error("thresholds must rise: challenge-at (" + challengeAt + ") <= passkey-only-at (" + passkeyOnlyAt
                    + ") <= block-at (" + blockAt + ")");
        }
        return new Config.Rules(
                rules.optional("directory", files.folder()),
                thresholds,
                rules.value("warm-up", Kind.duration("0s", "90d"), "14d"),
                rules.optional("shadow", files.folder()),
                rules.value("challenge-budget", Kind.integer(0, 1_000_000), "0"));
    }

    private static Config.Challenge challenge(Section challenge) {
        challenge.only("when", "after-password", "before-password");
        challenge.only("approval", "code", "code+verify");
        return new Config.Challenge(
                challenge.value("expires", Kind.duration("10s", "10m"), "90s"),
                challenge.value("unenrolled", Kind.oneOf(Config.Unenrolled.class), "enrol"),
                challenge.value("largest-answer", Kind.size("1KiB", "16MiB"), "1MiB"),
                challenge.value("quarantine", Kind.duration("1h", "90d"), "30d"),
                challenge.value("inject", Kind.BOOLEAN, "false"));
    }

    private static Config.Fail fail(Section fail) {
        Kind<Config.Policy> policy = Kind.oneOf(Config.Policy.class);
        return new Config.Fail(
                fail.value("rules", policy, "challenge"),
                fail.value("store", policy, "challenge"),
                fail.value("approval", policy, "deny"));
    }

    private static Config.Admin admin(Section admin, FileKinds files, List<Config.Listener> listen) {
        admin.unavailable("tls", "take it out, and keep the address on loopback");
        InetSocketAddress address = admin.value("address", NetworkKinds.LISTEN, "127.0.0.1:9090");
        if (TrafficReader.clashes(
                address, listen.stream().map(Config.Listener::address).toList())) {
            admin.error("address", "taken by listen; give the admin listener its own port");
        }
        return new Config.Admin(address, admin.value("tokens", files.place(), "tokens.yaml"));
    }

    private static Config.Privacy privacy(Section privacy) {
        return new Config.Privacy(
                privacy.value("retention", Kind.duration("1d", "3650d"), "180d"),
                privacy.value("mode", Kind.oneOf(Config.PrivacyMode.class), "standard"));
    }

    private static Config.EventLoops eventLoops(Section loops) {
        Transport.Kind transport = loops.value("transport", Kind.oneOf(Transport.Kind.class), "auto");
        if (transport.unavailability() != null) {
            loops.error("transport", "is not to be had on this system; write auto");
        }
        return new Config.EventLoops(transport, loops.value("threads", Kind.integer(0, 1024), "0"));
    }

    private static Config.Limits limits(Section limits) {
        return new Config.Limits(
                limits.value("header", Kind.size("1KiB", "64KiB"), "16KiB"),
                limits.value("login-body", Kind.size("1KiB", "1MiB"), "16KiB"),
                limits.value("header-timeout", Kind.duration("1s", "5m"), "10s"),
                limits.value("idle", Kind.duration("1s", "1h"), "75s"),
                limits.value("connect", Kind.duration("100ms", "1m"), "3s"),
                limits.value("answer", Kind.duration("1s", "1h"), "60s"),
                limits.value("between", Kind.duration("1s", "1h"), "60s"),
                limits.value("connections", Kind.integer(1, 1_000_000), "20000"),
                limits.value("connections-per-client", Kind.integer(1, 1_000_000), "1000"),
                limits.value("streams", Kind.integer(1, 1000), "100"),
                limits.value("exchanges", Kind.integer(1, 1_000_000), "10000"),
                limits.value("least-rate", Kind.integer(1, 1_000_000), "100"));
    }
}
