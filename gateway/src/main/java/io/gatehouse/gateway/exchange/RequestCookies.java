package io.gatehouse.gateway.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The cookies of a request, as the client wrote them. */
public record RequestCookies(List<Cookie> cookies) {
    private static final List<String> OWN_PREFIXES = List.of("gatehouse-", "__Host-gatehouse-", "__Secure-gatehouse-");

    /** One {@code name=value}; a value is a secret. */
    public record Cookie(String name, String value) {
        @Override
        public String toString() {
            return "Cookie[" + name + "]";
        }
    }

    public RequestCookies {
        cookies = List.copyOf(cookies);
    }

    public static RequestCookies of(HttpHeaders headers) {
        List<Cookie> cookies = new ArrayList<>();
        for (String header : headers.getAll("Cookie")) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? "" : pair.substring(0, equals).strip();
                String value = pair.substring(equals + 1).strip();
                if (!name.isEmpty() || !value.isEmpty()) {
                    cookies.add(new Cookie(name, value));
                }
            }
        }
        return new RequestCookies(cookies);
    }

    /** Gatehouse's own cookies: they never reach an upstream. In any case of letters, since an application might take those for ours. */
    public static boolean isOwn(String name) {
        return isOwn(name, 0);
    }

    /** Whether the name that starts there in a longer text is one of ours. */
    public static boolean isOwn(String text, int start) {
        for (String prefix : OWN_PREFIXES) {
            if (text.regionMatches(true, start, prefix, 0, prefix.length())) {
                return true;
            }
        }
        return false;
    }

    public Optional<String> value(String name) {
        return cookies.stream()
                .filter(cookie -> cookie.name.equals(name))
                .map(Cookie::value)
                .findFirst();
    }

    public RequestCookies without(Predicate<Cookie> unwanted) {
        return new RequestCookies(cookies.stream().filter(unwanted.negate()).toList());
    }

    /** As a Cookie header; empty when there are none. */
    public String header() {
        StringBuilder header = new StringBuilder();
        for (Cookie cookie : cookies) {
            header.append(header.isEmpty() ? "" : "; ");
            header.append(cookie.name.isEmpty() ? "" : cookie.name + "=").append(cookie.value);
        }
        return header.toString();
    }
}
