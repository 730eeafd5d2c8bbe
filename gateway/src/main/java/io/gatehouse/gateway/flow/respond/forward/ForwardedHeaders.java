package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers go on, in either direction. */
final class ForwardedHeaders {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "transfer-encoding",
            "upgrade");
    private static final Set<String> OURS =
            Set.of("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "expect");
    private static final String VIA = "1.1 gatehouse";

    private ForwardedHeaders() {}

    static HttpHeaders toUpstream(RequestHead head, Client client, HttpHeaders extra, boolean upgrade) {
        HttpHeaders headers = new DefaultHttpHeaders();
        Set<String> dropped = hopByHop(head.headers());
        for (Map.Entry<String, String> header : head.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            // A server that maps '-' to '_' (CGI, WSGI, PHP) would take Gatehouse_Verdict for Gatehouse-Verdict.
            boolean forged = name.replace('_', '-').startsWith("gatehouse-");
            if (!dropped.contains(name) && !OURS.contains(name) && !forged) {
                add(headers, name, header);
            }
        }
        headers.set("X-Forwarded-For", client.address().getHostAddress())
                .set("X-Forwarded-Proto", client.secure() ? "https" : "http")
                .set("X-Forwarded-Host", head.host())
                .add("Via", VIA)
                .setAll(extra);
        if (upgrade) {
            headers.set("Connection", "upgrade").set("Upgrade", head.headers().get("Upgrade"));
        }
        return headers;
    }

    private static void add(HttpHeaders headers, String name, Map.Entry<String, String> header) {
        if (!name.equals("cookie") || !header.getValue().contains("gatehouse-")) {
            headers.add(header.getKey(), header.getValue());
            return;
        }
        HttpHeaders one = new DefaultHttpHeaders().add("Cookie", header.getValue());
        RequestCookies theirs = RequestCookies.of(one).without(cookie -> RequestCookies.isOwn(cookie.name()));
        if (!theirs.cookies().isEmpty()) {
            headers.add(header.getKey(), theirs.header());
        }
    }

    static HttpHeaders toClient(HttpHeaders answer) {
        HttpHeaders headers = new DefaultHttpHeaders();
        Set<String> dropped = hopByHop(answer);
        for (Map.Entry<String, String> header : answer) {
            if (!dropped.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        return headers.add("Via", VIA);
    }

    private static Set<String> hopByHop(HttpHeaders headers) {
        if (!headers.contains("Connection")) {
            return HOP_BY_HOP;
        }
        Set<String> names = new HashSet<>(HOP_BY_HOP);
        for (String list : headers.getAll("Connection")) {
            for (String name : list.split(",", -1)) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        // Named there, these would take away what the message means.
        names.remove("host");
        names.remove("content-length");
        names.remove("cookie");
        names.remove("authorization");
        return names;
    }
}
