package io.gatehouse.gateway.config;

import java.util.regex.Pattern;

/** A path pattern: {@code *} matches within a segment, {@code **} across segments, all else itself. */
public record PathGlob(String text, Pattern pattern) {

    public static PathGlob of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with '/': " + text);
        }
        if (text.length() > 512) {
            throw new IllegalArgumentException("a path pattern has at most 512 characters");
        }
        StringBuilder regex = new StringBuilder();
        int literal = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '*') {
                regex.append(Pattern.quote(text.substring(literal, i)));
                boolean across = i + 1 < text.length() && text.charAt(i + 1) == '*';
                regex.append(across ? ".*" : "[^/]*");
                i += across ? 1 : 0;
                literal = i + 1;
            }
        }
        regex.append(Pattern.quote(text.substring(literal)));
        return new PathGlob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
