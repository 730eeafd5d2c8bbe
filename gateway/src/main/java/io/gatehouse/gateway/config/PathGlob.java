package io.gatehouse.gateway.config;

import java.util.regex.Pattern;

/**
 * A path pattern: {@code *} matches within a segment, {@code **} across segments, all else itself. Letters count in either case, and slashes at the end do not count: applications differ in that
 * (Express takes {@code /AUTH/TOKEN/} for {@code /auth/token}), and a sign-in must not walk past.
 */
public record PathGlob(String text, Pattern pattern) {

    public static PathGlob of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with '/': " + text);
        }
        if (text.length() > 512) {
            throw new IllegalArgumentException("a path pattern has at most 512 characters");
        }
        String bare = text.replaceAll("/+$", "");
        StringBuilder regex = new StringBuilder();
        int literal = 0;
        for (int i = 0; i < bare.length(); i++) {
            if (bare.charAt(i) == '*') {
                regex.append(Pattern.quote(bare.substring(literal, i)));
                boolean across = i + 1 < bare.length() && bare.charAt(i + 1) == '*';
                regex.append(across ? ".*" : "[^/]*");
                i += across ? 1 : 0;
                literal = i + 1;
            }
        }
        regex.append(Pattern.quote(bare.substring(literal))).append("/*");
        return new PathGlob(text, Pattern.compile(regex.toString(), Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
    }

    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
