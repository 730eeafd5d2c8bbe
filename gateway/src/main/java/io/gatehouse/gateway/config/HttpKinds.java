package io.gatehouse.gateway.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pieces of HTTP, as they stand in a configuration. */
final class HttpKinds {
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}";
    private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]{1,16}) (/[\\x21-\\x7e&&[^*#]]{0,511})");

    private static final String TAKEN =
            "(accept|access-control|authorization|cache|client|connection|content|cookie|date|expect"
                    + "|forwarded|from|gatehouse|host|if|keep|location|proxy|range|referer|sec|set|te|trace|traceparent|tracestate"
                    + "|trailer|transfer|upgrade|user|vary|via|www|x-forwarded|x-real-ip)(-.*)?";

    /** Each one multiplies what a long hostile path can cost to match. */
    private static final int MOST_WILDCARDS = 4;

    private HttpKinds() {}

    static final Kind<String> METHOD =
            Kind.matching("[A-Z]{1,16}", "is not a method; write it in capitals, such as POST");

    static final Kind<String> HEADER_NAME =
            Kind.matching(TOKEN, "is not a header's name; write letters, digits and hyphens, such as X-User");

    /** A header that means nothing to HTTP itself, nor to us. */
    static final Kind<String> OWN_HEADER = text -> {
        if (!text.matches("[A-Za-z][A-Za-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("is not a header's name; write letters, digits and hyphens");
        }
        if (text.toLowerCase(Locale.ROOT).matches(TAKEN)) {
            throw new IllegalArgumentException("has a meaning of its own; write a name such as X-Correlation-Id");
        }
        return text;
    };

    static final Kind<String> COOKIE_NAME =
            Kind.matching(TOKEN, "is not a cookie's name; write it as the application sets it, such as PHPSESSID");

    static final Kind<String> FIELD_NAME = Kind.text(128);

    /** A JSON pointer (RFC 6901). */
    static final Kind<String> POINTER = Kind.matching(
            "(/([^/~\\p{Cntrl}]|~[01]){0,128}){1,16}",
            "is not a JSON pointer; write /NAME or /NAME/NAME, such as /user/email");

    /** A prefix of paths, such as {@code /} or {@code /app}. */
    static final Kind<String> ROUTE = Kind.matching(
            "/|(/[A-Za-z0-9._~!$&'()+,;=:@%-]{1,255}){1,32}/?",
            "is not a path's beginning; write / or /app, without * ? #");

    /** What is asked of a server: a path, perhaps with a query. */
    static final Kind<String> TARGET =
            Kind.matching("/[\\x21-\\x7e&&[^#]]{0,511}", "is not a path to ask for; write one such as /healthz");

    static final Kind<PathGlob> GLOB = text -> {
        if (!text.matches("/[\\x21-\\x7e\\x{a0}-\\x{ffff}&&[^?#]]{0,511}")) {
            throw new IllegalArgumentException(
                    "is not a path pattern; start it with /, and use * within a segment or ** across, such as /login or /api/**");
        }
        if (text.indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    "has a ';', which no path has when it is compared; leave out what begins with it");
        }
        if (text.replace("**", "*").chars().filter(c -> c == '*').count() > MOST_WILDCARDS) {
            throw new IllegalArgumentException(
                    "has too many wildcards; " + MOST_WILDCARDS + " are enough for any path");
        }
        return PathGlob.of(text);
    };

    static final Kind<Config.SignOut> SIGN_OUT = text -> {
        Matcher line = requestLine(text, "POST /logout");
        return new Config.SignOut(line.group(1), line.group(2));
    };

    static final Kind<Config.Probe> PROBE = text -> {
        Matcher line = requestLine(text, "GET /me");
        return new Config.Probe(line.group(1), line.group(2));
    };

    private static Matcher requestLine(String text, String example) {
        Matcher matcher = REQUEST_LINE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a request; write METHOD /PATH, such as " + example);
        }
        return matcher;
    }
}
