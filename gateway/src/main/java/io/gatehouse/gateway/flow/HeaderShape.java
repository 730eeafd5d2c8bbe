package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.exchange.Fingerprint;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The order and spelling of a request's header names, as twelve hexadecimal digits: each HTTP client has its own. Left out is what comes and goes with the moment rather than with the client, and what proxies add.
 */
final class HeaderShape {
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "authorization",
            "cache-control",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "if-modified-since",
            "if-none-match",
            "origin",
            "pragma",
            "referer",
            "transfer-encoding",
            "via");

    private HeaderShape() {}

    /** Over HTTP/2 all names are in lower case, so that a client has one shape for each protocol. */
    static String of(HttpHeaders headers) {
        StringBuilder names = new StringBuilder();
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            String name = i.next().getKey().toString();
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_MOMENT.contains(lower) && !lower.startsWith("x-")) {
                names.append(name).append(',');
            }
        }
        return Fingerprint.of(names);
    }
}
