package io.gatehouse.gateway.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads where the applications are, and how their servers are treated: {@code upstreams}. */
final class UpstreamReader {
    private static final Kind<String> NAME =
            Kind.matching("[a-z0-9][a-z0-9-]{0,62}", "is not a name; write lower-case letters, digits and hyphens");
    private static final Kind<Integer> STATUS = Kind.integer(100, 599);

    private static final Kind<UpstreamOptions.Protocol> PROTOCOL = text -> switch (text) {
        case "http/1.1" -> UpstreamOptions.Protocol.HTTP_1_1;
        case "auto" -> UpstreamOptions.Protocol.AUTO;
        case "h2" -> UpstreamOptions.Protocol.H2;
        default -> throw new IllegalArgumentException("is not a protocol; write http/1.1, h2 or auto");
    };

    private UpstreamReader() {}

    static Map<String, Config.Upstream> upstreams(Section root, List<Config.Listener> listen, FileKinds files) {
        Map<String, Config.Upstream> upstreams = root.named("upstreams", NAME, (name, section) -> {
            List<URI> servers = section.values("servers", NetworkKinds.SERVER);
            if (!section.has("servers") || section.isEmpty("servers")) {
                section.error("servers", "names no server; write [http://127.0.0.1:3000]");
            }
            if (servers.stream().anyMatch(server -> leadsBack(server, listen))) {
                section.error("servers", "leads back to Gatehouse's own listen address; name the application's");
            }
            return Optional.of(new Config.Upstream(name, List.copyOf(servers), options(section, files)));
        });
        if (!root.has("upstreams") || root.isEmpty("upstreams")) {
            root.error("upstreams", "names no application; write app: { servers: [http://127.0.0.1:3000] }");
        }
        return upstreams;
    }

    private static boolean leadsBack(URI server, List<Config.Listener> listen) {
        int port = server.getPort() >= 0 ? server.getPort() : server.getScheme().equals("https") ? 443 : 80;
        Optional<InetAddress> host = NetworkKinds.literal(server.getHost());
        return host.isPresent()
                && listen.stream()
                        .map(Config.Listener::address)
                        .anyMatch(address -> address.getPort() == port
                                && (address.getAddress().equals(host.get())
                                        || (address.getAddress().isAnyLocalAddress()
                                                && host.get().isLoopbackAddress())));
    }

    private static UpstreamOptions options(Section section, FileKinds files) {
        return new UpstreamOptions(
                section.value("protocol", PROTOCOL, "http/1.1"),
                section.section("tls", tls -> tls(tls, files)),
                health(section),
                section.section(
                        "failures",
                        failures -> new UpstreamOptions.Failing(
                                failures.value("after", Kind.integer(1, 1000), "3"),
                                Set.copyOf(failures.values("status", STATUS)))),
                section.value("connections", Kind.integer(1, 100_000), "10000"),
                section.section(
                        "queue",
                        queue -> new UpstreamOptions.Queue(
                                queue.value("most", Kind.integer(0, 100_000), "100"),
                                queue.value("timeout", Kind.duration("100ms", "5m"), "5s"))),
                section.value("keep", Kind.duration("0s", "10m"), "4s"),
                section.optional("connect", Kind.duration("100ms", "1m")),
                section.optional("answer", Kind.duration("1s", "1h")),
                section.optional("between", Kind.duration("1s", "1h")));
    }

    private static UpstreamOptions.Tls tls(Section tls, FileKinds files) {
        Path certificate = tls.optional("certificate", files.file());
        Path key = tls.optional("key", files.file());
        if (tls.has("certificate") != tls.has("key")) {
            tls.error(tls.has("key") ? "key" : "certificate", "certificate and key go together; give both");
        }
        return new UpstreamOptions.Tls(
                tls.optional("ca", files.file()),
                tls.optional("server-name", NetworkKinds.NAME),
                certificate == null || key == null ? null : new Config.KeyPair(certificate, key),
                tls.value("verify", Kind.BOOLEAN, "true"));
    }

    /** A path alone stands for a section with that path. */
    private static UpstreamOptions.@Nullable Health health(Section upstream) {
        if (!upstream.isSingle("health")) {
            return upstream.sectionIfGiven("health", UpstreamReader::given);
        }
        String path = upstream.optional("health", HttpKinds.TARGET);
        return path == null ? null : UpstreamOptions.Health.of(path);
    }

    private static Optional<UpstreamOptions.Health> given(Section health) {
        String path = health.required("path", HttpKinds.TARGET, "write the path to ask for, such as /healthz");
        Kind<Duration> time = Kind.duration("100ms", "1h");
        Kind<Integer> times = Kind.integer(1, 100);
        UpstreamOptions.Health read = new UpstreamOptions.Health(
                path == null ? "/" : path,
                health.value("every", time, "5s"),
                health.value("timeout", time, "2s"),
                health.value("healthy", times, "2"),
                health.value("unhealthy", times, "3"),
                Set.copyOf(health.values("status", STATUS, "200")));
        if (read.timeout().compareTo(read.every()) > 0) {
            health.error("timeout", "longer than every; one question at a time is enough");
        }
        return Optional.of(read);
    }
}
