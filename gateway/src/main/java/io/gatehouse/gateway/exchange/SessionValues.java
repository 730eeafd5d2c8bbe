package io.gatehouse.gateway.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What in a request may stand for a session: cookie values, the credentials of an Authorization header, path parameters ({@code ;jsessionid=…}) and query values, each in the one
 * spelling in which applications compare it. {@code %61bc} and {@code "abc"} are the same session to PHP, so they are the same here.
 */
public final class SessionValues {
    private SessionValues() {}

    /** Every value that could be one. */
    public static Set<String> of(RequestHead head) {
        Set<String> values = new LinkedHashSet<>();
        for (RequestCookies.Cookie cookie : RequestCookies.of(head.headers()).cookies()) {
            add(values, cookie.value());
        }
        for (String authorization : head.headers().getAll("Authorization")) {
            int space = authorization.strip().indexOf(' ');
            add(values, authorization.strip().substring(space + 1));
        }
        for (String part : head.target().split("[;&?/]", -1)) {
            int equals = part.indexOf('=');
            if (equals >= 0) {
                add(values, part.substring(equals + 1));
            }
        }
        return values;
    }

    private static void add(Set<String> values, String raw) {
        String value = canonical(raw);
        if (!value.isEmpty()) {
            values.add(value);
        }
    }

    /** One spelling: without quotes and surrounding space, percent-decoded. */
    public static String canonical(String raw) {
        String value = raw.strip();
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%' && i + 2 < value.length()) {
                int high = Character.digit(value.charAt(i + 1), 16);
                int low = Character.digit(value.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    bytes.write(high << 4 | low);
                    i += 2;
                    continue;
                }
            }
            bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
