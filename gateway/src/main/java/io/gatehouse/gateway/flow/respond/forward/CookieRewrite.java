package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.RouteSettings;
import java.util.Locale;

/** Changes a Set-Cookie as a route says. Name, value and whatever attribute is not spoken of stay byte for byte. */
final class CookieRewrite {
    private final RouteSettings.Cookies changes;
    private final String prefix;

    /** @param prefix that was stripped from the client's path */
    CookieRewrite(RouteSettings.Cookies changes, String prefix) {
        this.changes = changes;
        this.prefix = prefix;
    }

    String of(String setCookie) {
        int end = next(setCookie, 0);
        StringBuilder changed = new StringBuilder(setCookie.length() + 32).append(setCookie, 0, end);
        // Browsers take these only as they are: without Domain, and with the path /.
        boolean bound = setCookie.stripLeading().regionMatches(true, 0, "__Host-", 0, 7);
        boolean secure = false;
        while (end < setCookie.length()) {
            int start = end + 1;
            end = next(setCookie, start);
            String attribute = setCookie.substring(start, end);
            String name = name(attribute);
            secure |= name.equals("secure");
            if (name.equals("path") && changes.rewritePath() && !bound) {
                changed.append(';').append(path(attribute));
            } else if (name.equals("domain") && changes.domain() != null) {
                changed.append(changes.domain().isEmpty() ? "" : "; Domain=" + changes.domain());
            } else if (!name.equals("samesite") || changes.sameSite() == null) {
                changed.append(';').append(attribute);
            }
        }
        if (changes.secure() && !secure) {
            changed.append("; Secure");
        }
        if (changes.sameSite() != null) {
            changed.append("; SameSite=").append(changes.sameSite());
        }
        return changed.toString();
    }

    private static int next(String setCookie, int from) {
        int semicolon = setCookie.indexOf(';', from);
        return semicolon < 0 ? setCookie.length() : semicolon;
    }

    private static String name(String attribute) {
        int equals = attribute.indexOf('=');
        return (equals < 0 ? attribute : attribute.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
    }

    /** {@code Path=/} becomes the prefix itself, so that the cookie also comes with a request for just that. What is no path stands for the request's own. */
    private String path(String attribute) {
        String path = attribute.substring(attribute.indexOf('=') + 1).strip();
        if (attribute.indexOf('=') < 0 || !path.startsWith("/")) {
            return attribute;
        }
        return " Path=" + (path.equals("/") ? prefix : prefix + path);
    }
}
