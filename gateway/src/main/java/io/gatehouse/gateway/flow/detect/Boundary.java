package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.exchange.RequestHead;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands between the parts of a multipart body, told from the head. There is one, plainly written, on which all applications agree. */
final class Boundary {
    /** Unquoted it is a token, though not every one; quoted it may have what RFC 2046 allows, but for what ends a value to some. */
    private static final Pattern PARAMETER = Pattern.compile(
            ";[ \\t]*boundary=(?:\"([A-Za-z0-9'()+_./:=?-]{1,70})\"|([A-Za-z0-9'+_.-]{1,70}))[ \\t]*(?:;|$)");

    private Boundary() {}

    static String of(RequestHead head) throws MalformedLogin {
        String type = head.headers().get("Content-Type", "");
        String lower = type.toLowerCase(Locale.ROOT);
        Matcher matcher = PARAMETER.matcher(type);
        if (lower.indexOf("boundary") != lower.lastIndexOf("boundary") || !matcher.find()) {
            throw new MalformedLogin("a multipart body has one boundary, written plainly");
        }
        String quoted = matcher.group(1);
        return quoted == null ? matcher.group(2) : quoted;
    }
}
