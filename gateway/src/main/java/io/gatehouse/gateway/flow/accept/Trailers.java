package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which of the fields after a chunked body go on: not those that frame, route, authenticate or describe a message that is long since judged (RFC 9110, 6.5.1). */
final class Trailers {
    private static final Set<String> FORBIDDEN = Set.of(
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "max-forwards",
            "origin",
            "pragma",
            "range",
            "referer",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");
    private static final Set<String> FORBIDDEN_FAMILIES =
            Set.of("gatehouse-", "if-", "proxy-", "sec-", "x-forwarded-", "x-http-method", "x-real-");

    private Trailers() {}

    static HttpHeaders permitted(HttpHeaders received) {
        if (received.isEmpty()) {
            return received;
        }
        HttpHeaders permitted = new DefaultHttpHeaders();
        for (Map.Entry<String, String> field : received) {
            String name = field.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
            if (!FORBIDDEN.contains(name) && FORBIDDEN_FAMILIES.stream().noneMatch(name::startsWith)) {
                permitted.add(field.getKey(), field.getValue());
            }
        }
        return permitted;
    }
}
