package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.util.Iterator;
import java.util.Map;

/**
 * What of a client's headers an application gets. Kept: everything end to end, value by value. Left out:
 *
 * <ul>
 *   <li>what belongs to the client's connection ({@link HopByHop}), and {@code Expect}, which accept has met itself
 *   <li>what only we may say: {@code Gatehouse-*}, and our own cookies
 *   <li>what would tell the application a client or a path other than the ones we judged: {@code Forwarded}, {@code X-Forwarded-*}, {@code X-Real-IP},
 *       {@code X-Original-URL}, {@code X-Rewrite-URL}, {@code Client-Cert} (RFC 9440)
 * </ul>
 *
 * Names count as equal when an application might take them for equal: whatever is neither letter nor digit is a hyphen. Set anew: {@code X-Forwarded-For},
 * {@code -Proto}, {@code -Host} and, where one was stripped, {@code -Prefix}, {@code Via}, and the body's framing.
 */
final class RequestHeaders {
    private static final HeaderNames UNTRUSTED = new HeaderNames(
            "expect",
            "forwarded",
            "x-real-ip",
            "x-original-url",
            "x-rewrite-url",
            "content-length",
            "client-cert",
            "client-cert-chain");
    private static final AsciiString FORWARDED_FOR = AsciiString.of("X-Forwarded-For");
    private static final AsciiString FORWARDED_PROTO = AsciiString.of("X-Forwarded-Proto");
    private static final AsciiString FORWARDED_HOST = AsciiString.of("X-Forwarded-Host");
    private static final AsciiString VIA = AsciiString.of("1.1 gatehouse");

    private RequestHeaders() {}

    /**
     * @param route says which host the application is told to be
     * @param requestId name of the header that carries a request's name: the client's word for it is left out
     * @param extra set last
     * @param length bytes of the body; -1: chunked
     */
    static HttpHeaders of(
            Config.Route route, RequestHead head, Client client, String requestId, HttpHeaders extra, long length) {
        HttpHeaders received = head.headers();
        HopByHop hopByHop = HopByHop.of(received);
        HttpHeaders sent = AnswerHeaders.CHECKED_BEFORE.newHeaders();
        CharSequence ours = folded(requestId);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = received.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = i.next();
            CharSequence name = folded(header.getKey());
            if (HttpHeaderNames.COOKIE.contentEqualsIgnoreCase(name)) {
                String cookies = OwnCookies.removedFrom(header.getValue().toString());
                if (!cookies.isEmpty()) {
                    sent.add(header.getKey(), cookies);
                }
            } else if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
                    || !(hopByHop.contains(name)
                            || isUntrusted(name)
                            || AsciiString.contentEqualsIgnoreCase(name, ours))) {
                sent.add(header.getKey(), header.getValue());
            }
        }
        if (received.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)) {
            sent.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
        String prefix = route.strippedPrefix();
        if (!prefix.isEmpty()) {
            sent.set("X-Forwarded-Prefix", prefix);
        }
        if (route.settings().host() != null) {
            sent.set(HttpHeaderNames.HOST, route.settings().host());
        }
        sent.set(FORWARDED_FOR, NetUtil.toAddressString(client.address()));
        sent.set(FORWARDED_PROTO, client.secure() ? "https" : "http");
        sent.set(FORWARDED_HOST, received.get(HttpHeaderNames.HOST, head.host()));
        if (client.certificate() != null) {
            sent.set("Client-Cert", client.certificate());
        }
        sent.add(HttpHeaderNames.VIA, VIA);
        if (length < 0) {
            sent.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (length > 0 || received.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            sent.set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        return sent.setAll(extra);
    }

    private static boolean isUntrusted(CharSequence folded) {
        return UNTRUSTED.contains(folded) || begins(folded, "gatehouse-") || begins(folded, "x-forwarded-");
    }

    private static boolean begins(CharSequence name, String with) {
        return name.length() >= with.length() && AsciiString.regionMatches(name, true, 0, with, 0, with.length());
    }

    /** The name as an application might read it: itself, as nearly always, or with hyphens for whatever is neither letter nor digit. */
    private static CharSequence folded(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (isOdd(name.charAt(i))) {
                return hyphenated(name);
            }
        }
        return name;
    }

    private static String hyphenated(CharSequence name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            if (isOdd(folded.charAt(i))) {
                folded.setCharAt(i, '-');
            }
        }
        return folded.toString();
    }

    private static boolean isOdd(char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }
}
