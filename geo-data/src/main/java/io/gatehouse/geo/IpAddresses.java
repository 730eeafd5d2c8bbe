package io.gatehouse.geo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Reads addresses as text, strictly, and never asks a name server. */
public final class IpAddresses {
    private static final int LONGEST = 45;

    private IpAddresses() {}

    /**
     * The address that the text is: dotted decimal IPv4 without leading zeros, or IPv6 without a zone.
     *
     * @throws IllegalArgumentException if it is neither; the message says so
     */
    public static InetAddress parse(String text) {
        try {
            return text.indexOf(':') >= 0 ? v6(text) : InetAddress.getByAddress(v4(text));
        } catch (UnknownHostException e) {
            throw notAnAddress(text, e);
        }
    }

    /** A colon keeps {@link InetAddress#getByName} from resolving names; the character check keeps out zones, which it would look up. */
    private static InetAddress v6(String text) throws UnknownHostException {
        boolean plain = text.length() <= LONGEST
                && text.chars().allMatch(c -> (Character.digit(c, 16) >= 0 && c < 128) || c == ':' || c == '.');
        if (!plain) {
            throw notAnAddress(text, null);
        }
        return InetAddress.getByName(text);
    }

    private static byte[] v4(String text) {
        byte[] bytes = new byte[4];
        int at = 0;
        int number = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.' && number >= 0 && at < 4) {
                bytes[at++] = (byte) number;
                number = -1;
            } else if (c >= '0' && c <= '9' && number != 0) {
                number = (Math.max(number, 0) * 10) + (c - '0');
                if (number > 255) {
                    throw notAnAddress(text, null);
                }
            } else {
                throw notAnAddress(text, null);
            }
        }
        if (at != 4) {
            throw notAnAddress(text, null);
        }
        return bytes;
    }

    private static IllegalArgumentException notAnAddress(String text, @Nullable Throwable cause) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return new IllegalArgumentException(
                "\"" + shown + "\" is no IP address; write one like 192.0.2.7 or 2001:db8::7", cause);
    }
}
