package io.gatehouse.gateway.flow.accept;

import io.netty.util.NetUtil;
import java.util.Locale;

/** A host and port as in a Host header, read strictly: a name of letters, digits, dots, hyphens and underscores, or an address; no user, no trailing dot. */
final class Authority {
    private static final int LONGEST_NAME = 253;

    private Authority() {}

    /** Lower case, and without the port that the scheme has anyway. */
    static String normalise(String authority, boolean secure) throws Refusal {
        int nameEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        String name = nameEnd < 0 ? authority : authority.substring(0, nameEnd);
        String port = authority.substring(name.length());
        if (!(name.startsWith("[") ? isAddress6(name) : isName(name)) || !isPort(port)) {
            throw Refusal.malformed("The Host is not a name or address, with a port or without.");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return port.isEmpty() || port.equals(secure ? ":443" : ":80") ? lower : lower + port;
    }

    private static boolean isAddress6(String bracketed) {
        String address = bracketed.substring(1, bracketed.length() - 1);
        return address.indexOf('%') < 0 && NetUtil.isValidIpV6Address(address);
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.startsWith(".") || name.endsWith(".")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!allowed && (c != '.' || name.charAt(i - 1) == '.')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String port) {
        if (port.isEmpty()) {
            return true;
        }
        if (port.length() < 2 || port.length() > 6) {
            return false;
        }
        int number = 0;
        for (int i = 1; i < port.length(); i++) {
            char c = port.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            number = number * 10 + c - '0';
        }
        return number > 0 && number < 65_536 && port.charAt(1) != '0';
    }
}
