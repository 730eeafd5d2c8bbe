package io.gatehouse.gateway.flow.respond.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Headers that speak of one connection and go no further (RFC 9110, 7.6.1): the well-known ones, and those that Connection names. */
final class HopByHop {
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy",
            "te",
            "transfer-encoding",
            "upgrade");

    private HopByHop() {}

    /** Lower-case names. */
    static Set<String> of(HttpHeaders headers) {
        Set<String> names = ALWAYS;
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String token : value.split(",", -1)) {
                String name = token.strip().toLowerCase(Locale.ROOT);
                if (name.isEmpty() || ALWAYS.contains(name) || name.equals("close")) {
                    continue;
                }
                if (names == ALWAYS) {
                    names = new HashSet<>(ALWAYS);
                }
                names.add(name);
            }
        }
        return names;
    }
}
