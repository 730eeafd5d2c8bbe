package io.gatehouse.risk;

import java.util.List;

/**
 * What is looked at in a file of rules before any parser sees it: what parsers choke on, and what two of them read differently.
 *
 * <p>A Java compiler replaces {@code \}{@code u0022} by a quote before it reads anything; the parser that checks a rule does not. Such an escape would be a
 * harmless text to the one and code to the other.
 */
final class RawText {
    /** Far more than a rule needs, and far less than what makes a parser run out of stack. */
    private static final int MAX_NESTING = 12;

    private final RuleFile file;
    private final String text;

    private RawText(RuleFile file) {
        this.file = file;
        this.text = file.text();
    }

    /** @throws BrokenRules with the first fault */
    static void check(RuleFile file) throws BrokenRules {
        new RawText(file).check();
    }

    private void check() throws BrokenRules {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            refuseOdd(c, i);
            if (c == '"' || c == '\'') {
                i = endOfText(i);
            } else if (text.startsWith("//", i)) {
                i = endOfLine(i);
            } else if (text.startsWith("/*", i)) {
                i = endOfComment(i);
            } else if (c == '(' || c == '[' || c == '{') {
                if (++depth > MAX_NESTING) {
                    throw fault(i, "brackets stand more than " + MAX_NESTING + " deep here; write it flatter");
                }
            } else if (c == ')' || c == ']' || c == '}') {
                depth = Math.max(0, depth - 1);
            }
        }
    }

    private int endOfText(int start) throws BrokenRules {
        char quote = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            refuseOdd(c, i);
            if (c == quote || c == '\n') {
                return c == quote ? i : i - 1;
            }
            i += c == '\\' && i + 1 < text.length() && text.charAt(i + 1) != '\n' ? 1 : 0;
        }
        return text.length();
    }

    private int endOfLine(int start) throws BrokenRules {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                return i - 1;
            }
            refuseOdd(text.charAt(i), i);
        }
        return text.length();
    }

    private int endOfComment(int start) throws BrokenRules {
        for (int i = start; i < text.length(); i++) {
            refuseOdd(text.charAt(i), i);
            if (i > start + 2 && text.startsWith("*/", i - 1)) {
                return i;
            }
        }
        return text.length();
    }

    private void refuseOdd(char c, int at) throws BrokenRules {
        if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == 'u') {
            throw fault(at, "write the character itself instead of a \\u escape: the file is UTF-8");
        }
        if ((Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')
                || Character.getType(c) == Character.FORMAT
                || c == '\u2028'
                || c == '\u2029') {
            throw fault(at, "holds the invisible character U+%04X; remove it".formatted((int) c));
        }
    }

    private BrokenRules fault(int at, String message) {
        return new BrokenRules(List.of(file.error(at, "", message)));
    }
}
