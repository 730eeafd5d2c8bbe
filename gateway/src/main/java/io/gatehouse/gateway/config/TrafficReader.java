package io.gatehouse.gateway.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads where traffic comes in, and which way it goes: {@code listen}, {@code routes}. */
final class TrafficReader {
    private static final String LISTEN = "127.0.0.1:8080";

    private TrafficReader() {}

    static List<Config.Listener> listen(Section root, FileKinds files) {
        List<InetSocketAddress> taken = new ArrayList<>();
        List<Config.Listener> listeners = root.sections("listen", section -> {
            Config.Listener listener = listener(section, files);
            if (clashes(listener.address(), taken)) {
                section.error("address", "listened on twice; keep one");
            }
            taken.add(listener.address());
            return Optional.of(listener);
        });
        if (!root.has("listen")) {
            return List.of(new Config.Listener(NetworkKinds.LISTEN.read(LISTEN), null));
        }
        if (root.isEmpty("listen")) {
            root.error("listen", "nowhere to listen; write - address: " + LISTEN);
        }
        return listeners;
    }

    /** Whether the system would refuse to bind an address besides others. Port 0 takes a free one. */
    static boolean clashes(InetSocketAddress address, List<InetSocketAddress> taken) {
        return address.getPort() != 0
                && taken.stream()
                        .anyMatch(other -> other.getPort() == address.getPort()
                                && (other.equals(address)
                                        || other.getAddress().isAnyLocalAddress()
                                        || address.getAddress().isAnyLocalAddress()));
    }

    private static Config.Listener listener(Section section, FileKinds files) {
        section.only("proxy-protocol", "false", "true");
        Config.Tls tls = section.sectionIfGiven("tls", it -> tls(it, files));
        return new Config.Listener(section.value("address", NetworkKinds.LISTEN, LISTEN), tls);
    }

    private static Optional<Config.Tls> tls(Section tls, FileKinds files) {
        Path certificate = tls.required("certificate", files.file(), "name a PEM file with the chain, leaf first");
        Path key = tls.required("key", files.file(), "name a PEM file with the certificate's PKCS#8 key");
        return certificate == null || key == null ? Optional.empty() : Optional.of(new Config.Tls(certificate, key));
    }

    static List<Config.Route> routes(Section root, Map<String, Config.Upstream> upstreams) {
        Set<String> taken = new HashSet<>();
        List<Config.Route> routes = root.sections("routes", section -> {
            String path = section.value("path", HttpKinds.ROUTE, "/");
            String upstream = section.required("upstream", known(upstreams.keySet()), "name one of upstreams");
            if (!taken.add(path)) {
                section.error("path", "routed twice; keep one");
            }
            return upstream == null ? Optional.empty() : Optional.of(new Config.Route(path, upstream));
        });
        if (root.has("routes")) {
            if (root.isEmpty("routes")) {
                root.error("routes", "leads nowhere; write - { path: /, upstream: NAME }");
            }
            return routes;
        }
        if (upstreams.size() > 1) {
            root.error("routes", "missing; with several upstreams, say which path goes where");
        }
        return upstreams.keySet().stream()
                .map(name -> new Config.Route("/", name))
                .toList();
    }

    private static Kind<String> known(Set<String> upstreams) {
        return text -> {
            if (!upstreams.contains(text)) {
                throw new IllegalArgumentException("is not one of upstreams (" + String.join(", ", upstreams) + ")"
                        + Suggestion.among(upstreams, text));
            }
            return text;
        };
    }
}
