package io.gatehouse.gateway.flow.accept;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Makes the path that decisions are taken on, and refuses paths that the gateway and an application might read differently.
 *
 * <p>Escapes are decoded once, as UTF-8. Path parameters are cut off each segment ({@code /login;x} is judged as {@code /login}), encoded semicolons too,
 * because some applications do the same: judging a path too many is harmless, missing one is not. Refused are dot segments in any spelling (also {@code ..;}), empty segments
 * ({@code //}), encoded or plain backslashes, encoded slashes, control characters, malformed and overlong UTF-8, and escapes that reveal another escape
 * ({@code %2565}). A path that holds none of {@code %;} is returned as it is.
 */
final class PathNormaliser {
    private static final BitSet ALLOWED = new BitSet();

    static {
        ALLOWED.set('0', '9' + 1);
        ALLOWED.set('A', 'Z' + 1);
        ALLOWED.set('a', 'z' + 1);
        // RFC 3986's pchar and slash; then what browsers send unencoded all the same.
        "-._~!$&'()*+,;=:@/%".concat("|[]^").chars().forEach(ALLOWED::set);
    }

    private PathNormaliser() {}

    /** @param raw the target up to its question mark; starts with a slash */
    static String normalise(String raw) throws Refusal {
        boolean plain = true;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (!ALLOWED.get(c)) {
                throw Refusal.malformed("The path has a character that must be encoded.");
            }
            plain &= c != '%' && c != ';';
        }
        String path = plain ? raw : withoutParameters(decoded(raw));
        checkSegments(path);
        return path;
    }

    private static String decoded(String raw) throws Refusal {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int value = hexPair(raw, i + 1);
            if (value < 0) {
                throw Refusal.malformed("The path has a percent sign without two hexadecimal digits.");
            }
            if (value < ' ' || value == 0x7f || value == '/' || value == '\\') {
                throw Refusal.malformed("The path has an encoded slash, backslash or control character.");
            }
            bytes.put((byte) value);
            i += 2;
        }
        String path;
        try {
            path = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw Refusal.malformed("The path is not UTF-8.");
        }
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (hexPair(path, i + 1) >= 0) {
                throw Refusal.malformed("The path is encoded twice.");
            }
        }
        return path;
    }

    private static int hexPair(String s, int at) {
        if (at + 2 > s.length()) {
            return -1;
        }
        int high = hex(s.charAt(at));
        int low = hex(s.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** ASCII only, which {@link Character#digit} is not. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static String withoutParameters(String path) {
        if (path.indexOf(';') < 0) {
            return path;
        }
        StringBuilder kept = new StringBuilder(path.length());
        boolean inParameters = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            inParameters = c == ';' || (inParameters && c != '/');
            if (!inParameters) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static void checkSegments(String path) throws Refusal {
        for (int start = 1; start <= path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (end == start && slash >= 0) {
                throw Refusal.malformed("The path has an empty segment.");
            }
            int length = end - start;
            boolean dots = (length == 1 || length == 2) && path.charAt(start) == '.' && path.charAt(end - 1) == '.';
            if (dots) {
                throw Refusal.malformed("The path has a dot segment.");
            }
            start = end + 1;
        }
    }
}
