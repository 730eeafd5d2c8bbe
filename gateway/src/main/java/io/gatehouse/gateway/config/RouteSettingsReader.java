package io.gatehouse.gateway.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one item of {@code routes} says besides where it leads.
 *
 * @param everywhere for routes that say nothing of maintenance themselves
 */
record RouteSettingsReader(FileKinds files, RouteSettings.@Nullable Maintenance everywhere) {
    private static final Kind<String> AUTHORITY = Kind.matching(
            "[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?(:[1-9][0-9]{0,4})?",
            "is not a host; write keep, upstream, or a name such as app.internal or app.internal:8080");

    private enum Words {
        KEEP,
        REWRITE
    }

    /** @param upstream null after a fault */
    RouteSettings settings(Section route, String path, Config.@Nullable Upstream upstream) {
        boolean strip = route.value("strip-prefix", Kind.BOOLEAN, "false");
        if (strip && path.equals("/")) {
            route.error("strip-prefix", "the path / leaves nothing to strip; take it out, or route a longer path");
        }
        if (strip && (path.indexOf('%') >= 0 || path.indexOf(';') >= 0)) {
            route.error(
                    "strip-prefix",
                    "the path " + path + " has a % or ;, which can be spelled in several ways; route one without");
        }
        RouteSettings.Maintenance maintenance =
                route.sectionIfGiven("maintenance", section -> PageReader.maintenance(section, files));
        return new RouteSettings(
                host(route, upstream),
                strip,
                Optional.ofNullable(route.optional("redirect", RouteSettingsReader::httpsPort))
                        .orElse(0),
                route.optional("hsts", Kind.duration("0s", "3650d")),
                route.value("redirects", Kind.oneOf(Words.class), "keep") == Words.REWRITE,
                route.section("cookies", cookies -> cookies(cookies, strip)),
                route.optional("body", Kind.size("1KiB", "2047MiB")),
                route.optional("answer-timeout", Kind.duration("1s", "1h")),
                maintenance == null ? everywhere : maintenance);
    }

    private static @Nullable String host(Section route, Config.@Nullable Upstream upstream) {
        String written = route.value("rewrite-host", AUTHORITY, "keep");
        if (written.equals("keep") || upstream == null) {
            return null;
        }
        if (!written.equals("upstream")) {
            return written.toLowerCase(Locale.ROOT);
        }
        Stream<String> names =
                upstream.servers().stream().map(RouteSettingsReader::authority).distinct();
        String[] different = names.toArray(String[]::new);
        if (different.length > 1) {
            route.error(
                    "rewrite-host",
                    "the servers of " + upstream.name()
                            + " have several names; write the one that all of them answer to");
        }
        return different.length == 0 ? null : different[0];
    }

    private static String authority(URI server) {
        int usual = server.getScheme().equals("https") ? 443 : 80;
        int port = server.getPort();
        return port < 0 || port == usual ? server.getHost() : server.getHost() + ":" + port;
    }

    private static Integer httpsPort(String text) {
        if (text.equals("https")) {
            return 443;
        }
        String port = text.startsWith("https:") ? text.substring("https:".length()) : "";
        if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    "is not where to redirect to; write https, or https:PORT such as https:8443");
        }
        return Integer.parseInt(port);
    }

    private static RouteSettings.Cookies cookies(Section cookies, boolean strip) {
        boolean secure = cookies.value("secure", Kind.BOOLEAN, "false");
        RouteSettings.SameSite sameSite = cookies.optional("same-site", Kind.oneOf(RouteSettings.SameSite.class));
        if (sameSite == RouteSettings.SameSite.NONE && !secure) {
            cookies.error("same-site", "browsers drop such a cookie unless it is Secure; add secure: true");
        }
        boolean rewritePath = cookies.value("path", Kind.oneOf(Words.class), "keep") == Words.REWRITE;
        if (rewritePath && !strip) {
            cookies.error("path", "there is nothing to rewrite unless the route has strip-prefix: true; add it");
        }
        String domain = cookies.value("domain", RouteSettingsReader::domain, "keep");
        return new RouteSettings.Cookies(
                secure, sameSite, rewritePath, domain.equals("keep") ? null : domain.equals("drop") ? "" : domain);
    }

    private static String domain(String text) {
        if (!text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
            throw new IllegalArgumentException(
                    "is not a cookie's domain; write keep, drop, or a name such as example.com");
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
