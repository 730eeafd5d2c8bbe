package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request: those for exactly its host are asked first, then those for the nearest {@code *.} above it, then those for any host; among them the longest path wins. Nothing is
 * made on the way, but for lists and texts of the constructor.
 *
 * <p>Whatever a host's own routes leave open falls to the less exact ones.
 */
public final class Routes {
    private final TextTable<TextTable<Config.Route>> byHost;
    private final TextTable<TextTable<Config.Route>> byDomain;
    private final TextTable<Config.Route> anywhere;

    public Routes(List<Config.Route> routes) {
        Map<String, Map<String, Config.Route>> hosts = new LinkedHashMap<>();
        Map<String, Map<String, Config.Route>> domains = new LinkedHashMap<>();
        Map<String, Config.Route> rest = new LinkedHashMap<>();
        for (Config.Route route : routes) {
            String host = route.host();
            Map<String, Config.Route> group = rest;
            if (host != null) {
                group = host.startsWith("*")
                        ? domains.computeIfAbsent(host.substring(1), domain -> new LinkedHashMap<>())
                        : hosts.computeIfAbsent(host, name -> new LinkedHashMap<>());
            }
            group.put(route.path(), route);
        }
        byHost = tables(hosts);
        byDomain = tables(domains);
        anywhere = new TextTable<>(rest);
    }

    private static TextTable<TextTable<Config.Route>> tables(Map<String, Map<String, Config.Route>> groups) {
        return new TextTable<>(groups.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, group -> new TextTable<>(group.getValue()))));
    }

    /**
     * Where a request goes; null: nowhere.
     *
     * @param host as {@code RequestHead} has it; a port does not count
     * @param path normalised
     */
    public Config.@Nullable Route find(String host, String path) {
        int end = nameEnd(host);
        TextTable<Config.Route> exact = byHost.get(host, 0, end);
        Config.Route found = exact == null ? null : longest(exact, path);
        for (int dot = host.indexOf('.', 1); found == null && dot >= 0 && dot < end; dot = host.indexOf('.', dot + 1)) {
            TextTable<Config.Route> domain = byDomain.get(host, dot, end);
            found = domain == null ? null : longest(domain, path);
        }
        return found == null ? longest(anywhere, path) : found;
    }

    /** Whether a host is meant by a pattern of routes: itself, {@code *.} and what is above it, or null for all. */
    static boolean isMeant(@Nullable String pattern, String host) {
        if (pattern == null) {
            return true;
        }
        int end = nameEnd(host);
        int length = pattern.length();
        return pattern.startsWith("*")
                ? end >= length && host.regionMatches(end - length + 1, pattern, 1, length - 1)
                : end == length && host.startsWith(pattern);
    }

    private static int nameEnd(String host) {
        int colon = host.indexOf(':', host.startsWith("[") ? host.indexOf(']') : 0);
        return colon < 0 ? host.length() : colon;
    }

    /** {@code /app} is for {@code /app} and all below {@code /app/}, {@code /app/} for the latter only. */
    private static Config.@Nullable Route longest(TextTable<Config.Route> paths, String path) {
        Config.Route found = paths.get(path, 0, path.length());
        int slash = path.lastIndexOf('/', paths.longest());
        for (; found == null && slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            found = paths.get(path, 0, slash + 1);
            if (found == null && slash > 0) {
                found = paths.get(path, 0, slash);
            }
        }
        return found;
    }
}
