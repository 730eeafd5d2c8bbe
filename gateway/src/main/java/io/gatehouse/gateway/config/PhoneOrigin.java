package io.gatehouse.gateway.config;

import java.net.URI;
import java.util.Locale;

/** The phone page's origin in the one spelling that browsers use: lower case, no default port, no slash at the end. */
public final class PhoneOrigin {
    private PhoneOrigin() {}

    public static String of(URI configured) {
        return scheme(configured) + "://" + host(configured);
    }

    /** Its part that a Host header repeats. */
    public static String host(URI configured) {
        String host = configured.getHost().toLowerCase(Locale.ROOT);
        int usual = scheme(configured).equals("https") ? 443 : 80;
        boolean isUsual = configured.getPort() == -1 || configured.getPort() == usual;
        return isUsual ? host : host + ":" + configured.getPort();
    }

    private static String scheme(URI configured) {
        return configured.getScheme().toLowerCase(Locale.ROOT);
    }
}
