package io.gatehouse.risk;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions that cannot take long. Java's matcher tries alternatives one after the other, and {@code (a+)+b} makes it try more of them than there are atoms.
 *
 * <p>Allowed are characters, classes, anchors, groups, alternatives and repeated <em>single</em> characters or classes. Then the number of ways is at most the product of each alternative's
 * count, two for each {@code ?}, and the text's length for each other repetition; that product has a bound.
 */
final class SafeRegex {
    private static final int LONGEST = 200;
    /** Facts that are texts are seldom longer than 60 characters. */
    private static final long TEXT_LENGTH = 500;

    private static final long MOST_WAYS = 2_000_000;

    private final String regex;
    private long ways = 1;

    private SafeRegex(String regex) {
        this.regex = regex;
    }

    /** What is wrong with it; empty if it is harmless. */
    static String fault(String regex) {
        if (regex.length() > LONGEST) {
            return "is longer than " + LONGEST + " characters";
        }
        String structure = new SafeRegex(regex).structure();
        if (!structure.isEmpty()) {
            return structure;
        }
        try {
            Pattern.compile(regex);
            return "";
        } catch (PatternSyntaxException e) {
            return "is no regular expression: " + e.getDescription();
        }
    }

    private String structure() {
        boolean afterGroup = false;
        int i = regex.startsWith("(?i)") ? 4 : 0;
        while (i < regex.length()) {
            char c = regex.charAt(i);
            boolean quantifier = c == '*' || c == '+' || c == '?' || c == '{';
            if (quantifier && afterGroup) {
                return "repeats a group, which can take for ever; repeat single characters or classes like [a-z]";
            }
            afterGroup = c == ')';
            switch (c) {
                case '\\' -> {
                    i++;
                    if (i == regex.length()
                            || (Character.isLetterOrDigit(regex.charAt(i))
                                    && "dDwWsSbB".indexOf(regex.charAt(i)) < 0)) {
                        return "has an escape other than \\d \\w \\s \\b and those of punctuation";
                    }
                }
                case '[' -> {
                    i = regex.indexOf(']', i + 2);
                    if (i < 0 || regex.indexOf("&&") >= 0) {
                        return "has a class [ ] that does not end, or is intersected";
                    }
                }
                case '(' -> {
                    if (regex.startsWith("(?", i) && !regex.startsWith("(?:", i)) {
                        return "has a group (?…) other than (?:…)";
                    }
                    i += regex.startsWith("(?:", i) ? 2 : 0;
                }
                case '*', '+', '{' -> ways *= TEXT_LENGTH;
                case '?', '|' -> ways *= 2;
                default -> {}
            }
            if (c == '{') {
                i = regex.indexOf('}', i);
                if (i < 0) {
                    return "has a { without }";
                }
            }
            if (ways > MOST_WAYS) {
                return "can be matched in too many ways; use fewer of * + {} ? and |";
            }
            i++;
        }
        return "";
    }
}
