package io.gatehouse.gateway.challenge.phone;

import java.net.URI;
import java.util.Locale;

/** The phone page's origin in the one spelling that browsers use: lower case, no default port, no slash at the end. */
final class PhoneOrigin {
    private PhoneOrigin() {}

    static String of(URI configured) {
        String scheme = configured.getScheme().toLowerCase(Locale.ROOT);
        String host = configured.getHost().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        boolean isUsual = configured.getPort() == -1 || configured.getPort() == usual;
        return scheme + "://" + host + (isUsual ? "" : ":" + configured.getPort());
    }
}
