package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.exchange.Answer;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * An answer handed out under another path than the one it was asked at: what a browser would resolve against that path is resolved here. A {@code Location} becomes absolute on the host, and a
 * cookie without a {@code Path} gets the default one of the first path (RFC 6265, 5.1.4).
 */
final class AnswerElsewhere {
    private AnswerElsewhere() {}

    static HttpHeaders headers(Answer answer, String target) {
        HttpHeaders headers = answer.headers().copy();
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        for (String name : List.of("Location", "Content-Location")) {
            String location = headers.get(name);
            if (location != null) {
                headers.set(name, resolve(path, location));
            }
        }
        List<String> cookies = headers.getAll("Set-Cookie");
        headers.remove("Set-Cookie");
        cookies.forEach(cookie -> headers.add("Set-Cookie", withPath(cookie, path)));
        return headers;
    }

    private static String resolve(String path, String location) {
        try {
            return URI.create(path).resolve(location).toString();
        } catch (IllegalArgumentException e) {
            return location;
        }
    }

    private static String withPath(String cookie, String path) {
        for (String attribute : cookie.split(";", -1)) {
            String name = attribute.strip().toLowerCase(Locale.ROOT);
            if (name.startsWith("path=/")) {
                return cookie;
            }
        }
        int slash = path.lastIndexOf('/');
        return cookie + "; Path=" + (slash <= 0 ? "/" : path.substring(0, slash));
    }
}
