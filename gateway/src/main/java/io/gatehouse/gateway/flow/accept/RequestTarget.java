package io.gatehouse.gateway.flow.accept;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request target in origin form, and the path that decisions are made on.
 *
 * <p>Gateway and application must see the same path. So what servers are known to read differently is refused: dot segments, empty segments, encoded slashes and backslashes, control
 * characters, overlong or broken UTF-8. Path parameters ({@code /login;x}) are cut off for decisions, since servlet containers do that, and kept in what the upstream gets.
 *
 * @param raw as sent
 * @param path decoded, without parameters
 * @param query what follows the first {@code ?}, as sent
 */
record RequestTarget(String raw, String path, @Nullable String query) {

    static RequestTarget parse(String raw) throws Refusal {
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            throw Refusal.badRequest("the request target must start with '/'");
        }
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '"' || c == '<' || c == '>' || c == '\\' || c == '^'
                    || c == '`' || c == '{' || c == '|' || c == '}') {
                throw Refusal.badRequest("the request target has a character that must be percent-encoded");
            }
        }
        int question = raw.indexOf('?');
        String rawPath = question < 0 ? raw : raw.substring(0, question);
        String query = question < 0 ? null : raw.substring(question + 1);
        return new RequestTarget(raw, decode(rawPath), query);
    }

    private static String decode(String rawPath) throws Refusal {
        boolean plain = rawPath.indexOf('%') < 0 && rawPath.indexOf(';') < 0;
        String path = plain ? rawPath : percentDecoded(withoutParameters(rawPath));
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            boolean last = end < 0;
            String segment = path.substring(start, last ? path.length() : end);
            if (segment.equals(".") || segment.equals("..") || (segment.isEmpty() && !last)) {
                throw Refusal.badRequest("the path has a dot segment or an empty segment");
            }
            if (last) {
                break;
            }
            start = end + 1;
        }
        return path;
    }

    private static String withoutParameters(String rawPath) {
        StringBuilder path = new StringBuilder(rawPath.length());
        boolean parameter = false;
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            parameter = c != '/' && (parameter || c == ';');
            if (!parameter) {
                path.append(c);
            }
        }
        return path.toString();
    }

    private static String percentDecoded(String text) throws Refusal {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes[length++] = (byte) c;
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw Refusal.badRequest("the path has a '%' that two hexadecimal digits do not follow");
            }
            int b = high << 4 | low;
            if (b < 0x20 || b == 0x7f || b == '/' || b == '\\' || b == ';' || b == '%') {
                throw Refusal.badRequest("the path has an encoded character that servers read differently");
            }
            bytes[length++] = (byte) b;
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refusal.badRequest("the path is not UTF-8");
        }
    }
}
