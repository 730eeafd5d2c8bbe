package io.gatehouse.gateway.flow;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        MessageDigest hash = sha256();
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            String name = i.next().getKey().toString();
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_MOMENT.contains(lower) && !lower.startsWith("x-")) {
                hash.update(name.getBytes(StandardCharsets.ISO_8859_1));
                hash.update((byte) ',');
            }
        }
        return HexFormat.of().formatHex(hash.digest(), 0, 6);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256, which every Java must have", e);
        }
    }
}
