package io.gatehouse.gateway.flow.respond.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers that speak of one connection and go no further (RFC 9110, 7.6.1): the well-known ones, and those that Connection names. */
final class HopByHop {
    private static final HeaderNames ALWAYS = new HeaderNames(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy",
            "te",
            "transfer-encoding",
            "upgrade");
    private static final HopByHop USUAL = new HopByHop(null);

    /** What this message's Connection names besides, in lower case; null, as nearly always: nothing. */
    private final @Nullable Set<String> named;

    private HopByHop(@Nullable Set<String> named) {
        this.named = named;
    }

    static HopByHop of(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONNECTION)) {
            return USUAL;
        }
        Set<String> named = new HashSet<>();
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String token : value.split(",", -1)) {
                String name = token.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !ALWAYS.contains(name) && !name.equals("close")) {
                    named.add(name);
                }
            }
        }
        return named.isEmpty() ? USUAL : new HopByHop(named);
    }

    boolean contains(CharSequence name) {
        return ALWAYS.contains(name)
                || (named != null && named.contains(name.toString().toLowerCase(Locale.ROOT)));
    }
}
