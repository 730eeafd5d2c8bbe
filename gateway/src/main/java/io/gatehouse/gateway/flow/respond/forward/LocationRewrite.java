package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import java.net.URI;

/** Turns addresses that only the application's own network knows into those that its client knows. Addresses of anybody else stay as they are. */
final class LocationRewrite {
    private final Config.Route route;
    private final String origin;
    private final String prefix;

    LocationRewrite(Config.Route route, RequestHead head, Client client) {
        this.route = route;
        this.origin = (client.secure() ? "https://" : "http://") + head.host();
        this.prefix = route.strippedPrefix();
    }

    String of(String location) {
        if (location.startsWith("/") && !location.startsWith("//")) {
            return prefix + location;
        }
        boolean https = location.regionMatches(true, 0, "https://", 0, 8);
        boolean http = location.regionMatches(true, 0, "http://", 0, 7);
        int start = https ? 8 : http ? 7 : location.startsWith("//") ? 2 : -1;
        if (start < 0) {
            return location;
        }
        int end = start;
        while (end < location.length() && "/?#".indexOf(location.charAt(end)) < 0) {
            end++;
        }
        String authority = location.substring(start, end);
        if (!isOwn(authority, https ? 443 : http ? 80 : -1)) {
            return location;
        }
        String rest = location.substring(end);
        return origin + prefix + (rest.startsWith("/") ? rest : "/" + rest);
    }

    /** @param usualPort of the address's scheme; -1: the server's own scheme applies */
    private boolean isOwn(String authority, int usualPort) {
        if (authority.equalsIgnoreCase(route.settings().host())) {
            return true;
        }
        for (URI server : route.upstream().servers()) {
            int usual = server.getScheme().equals("https") ? 443 : 80;
            int port = server.getPort() < 0 ? usual : server.getPort();
            String host = server.getHost();
            boolean bare = authority.equalsIgnoreCase(host) && port == (usualPort < 0 ? usual : usualPort);
            if (bare || authority.equalsIgnoreCase(host + ":" + port)) {
                return true;
            }
        }
        return false;
    }
}
