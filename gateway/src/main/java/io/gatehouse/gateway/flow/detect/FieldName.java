package io.gatehouse.gateway.flow.detect;

/**
 * A field's name as the configuration has it, and every other spelling in which some framework finds the same field.
 *
 * <p>PHP skips leading spaces, ends a name at NUL, makes {@code _} of {@code . [} and space, and takes {@code p[x]} for a {@code p} that is an array; ASP.NET ignores case, and so do Go and
 * .NET in JSON; Spring reads {@code user.name} for {@code user[name]}, and {@code !name} for a default of {@code name}. All of these are one spelling here. What is thereby refused although
 * it is harmless are forms with two fields whose names differ in nothing else.
 */
final class FieldName {
    private final String text;
    private final String folded;
    private final String foldedKey;

    FieldName(String text) {
        this.text = text;
        String single = text;
        while (single.endsWith("[]")) {
            single = single.substring(0, single.length() - 2);
        }
        folded = fold(single);
        String innermost = "";
        for (String part : single.split("[\\[\\].]", -1)) {
            innermost = part.isEmpty() ? innermost : part;
        }
        foldedKey = fold(innermost);
    }

    /** The field itself, in no other spelling. */
    boolean is(String given) {
        return given.equals(text);
    }

    /** Whether some framework takes a form's field of this name for this one. */
    boolean couldBe(String given) {
        return is(given) || matches(given, false);
    }

    /** Whether some framework takes for this one a form's field whose name begins so, and goes on. */
    boolean couldBegin(String given) {
        return matches(given, true);
    }

    /** Whether a part of the name, as in {@code user[name]} and {@code user.name}, could be this one. */
    boolean couldBeWithin(String given) {
        for (String part : given.split("[\\[\\].]", -1)) {
            if (!part.isEmpty() && couldBe(part)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(String given, boolean goesOn) {
        String name = bare(untilNul(given));
        int matched = 0;
        char last = 0;
        for (int i = 0; i < name.length(); i++) {
            // A bracket may end the name: what follows makes an array of it, or is ignored.
            boolean mayEnd = i > 0 && (name.charAt(i) == '[' || name.charAt(i - 1) == ']');
            if (mayEnd && matched == folded.length()) {
                return true;
            }
            char c = fold(name.charAt(i));
            if (c == 0 || (c == '_' && last == '_')) {
                continue;
            }
            if (matched == folded.length() || folded.charAt(matched) != c) {
                return false;
            }
            matched++;
            last = c;
        }
        return goesOn || matched == folded.length();
    }

    /** Whether some framework takes a JSON object's key for this field, or for the innermost part of its name: {@code name} for {@code user[name]}. */
    boolean couldBeKey(String key) {
        String given = fold(untilNul(key));
        return is(key) || given.equals(folded) || given.equals(foldedKey);
    }

    @Override
    public String toString() {
        return text;
    }

    private static String untilNul(String name) {
        int nul = name.indexOf('\0');
        return nul < 0 ? name : name.substring(0, nul);
    }

    private static String bare(String name) {
        String stripped = name.strip();
        return stripped.startsWith("!") ? stripped.substring(1) : stripped;
    }

    private static String fold(String name) {
        String bare = bare(name);
        StringBuilder folded = new StringBuilder(bare.length());
        for (int i = 0; i < bare.length(); i++) {
            char c = fold(bare.charAt(i));
            boolean again = c == '_' && !folded.isEmpty() && folded.charAt(folded.length() - 1) == '_';
            if (c != 0 && !again) {
                folded.append(c);
            }
        }
        return folded.toString();
    }

    /** 0: the character makes no difference. */
    private static char fold(char c) {
        return switch (c) {
            case ' ', '.', '[', '_' -> '_';
            case ']', '\'', '"' -> 0;
            // Both ways: some letters meet only in upper case, some only in lower.
            default -> Character.toLowerCase(Character.toUpperCase(c));
        };
    }
}
