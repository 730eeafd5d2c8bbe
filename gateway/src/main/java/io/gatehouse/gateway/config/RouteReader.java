package io.gatehouse.gateway.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes}: which host and path go to which upstream, and how. */
final class RouteReader {
    private final Map<String, Config.Upstream> upstreams;
    private final RouteSettingsReader settings;
    private final Map<String, Integer> taken = new HashMap<>();

    private RouteReader(Map<String, Config.Upstream> upstreams, RouteSettingsReader settings) {
        this.upstreams = upstreams;
        this.settings = settings;
    }

    static List<Config.Route> routes(Section root, Map<String, Config.Upstream> upstreams, FileKinds files) {
        RouteSettings.Maintenance everywhere =
                root.sectionIfGiven("maintenance", section -> PageReader.maintenance(section, files));
        List<Config.Route> routes =
                root.sections("routes", new RouteReader(upstreams, new RouteSettingsReader(files, everywhere))::route);
        if (root.has("routes")) {
            if (root.isEmpty("routes")) {
                root.error("routes", "leads nowhere; write - { path: /, upstream: NAME }");
            }
            return routes;
        }
        if (upstreams.size() > 1) {
            root.error("routes", "missing; with several upstreams, say which path goes where");
        }
        return upstreams.values().stream()
                .map(upstream -> Config.Route.to(upstream, RouteSettings.DEFAULT.with(everywhere)))
                .toList();
    }

    private Optional<Config.Route> route(Section section) {
        String host = section.optional("host", NetworkKinds.HOST_PATTERN);
        String path = section.value("path", HttpKinds.ROUTE, "/");
        Config.Upstream upstream = section.required("upstream", this::upstream, "name one of upstreams");
        if (host != null || !section.has("host")) {
            checkOnlyOne(section, host, path);
        }
        RouteSettings how = settings.settings(section, path, upstream);
        return upstream == null ? Optional.empty() : Optional.of(new Config.Route(host, path, upstream, how));
    }

    private void checkOnlyOne(Section section, @Nullable String host, String path) {
        Integer first = taken.putIfAbsent(host + " " + path, section.line());
        if (first != null) {
            String of = host == null ? "" : " for " + host;
            section.error("path", "routed twice" + of + ", first in line " + first + "; keep one");
        }
    }

    private Config.Upstream upstream(String text) {
        Config.Upstream upstream = upstreams.get(text);
        if (upstream == null) {
            throw new IllegalArgumentException("is not one of upstreams (" + String.join(", ", upstreams.keySet()) + ")"
                    + Suggestion.among(upstreams.keySet(), text));
        }
        return upstream;
    }
}
