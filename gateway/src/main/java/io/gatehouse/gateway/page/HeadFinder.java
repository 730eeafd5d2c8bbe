package io.gatehouse.gateway.page;

import io.netty.util.ByteProcessor;

/**
 * Finds where a page's head begins, byte by byte, as an HTML tokenizer reads it: after {@code <head …>}, or before the first other start tag but {@code <html …>}, which is where a
 * browser begins the head of its own accord. Comments, doctypes, processing instructions, end tags and text are passed over. Since the first element decides, the place is never inside
 * one whose content is text, such as a title or a script, and never after a meta tag.
 *
 * <p>The bytes must be of an encoding in which {@code <}, {@code >} and letters are those of ASCII and nothing else.
 */
final class HeadFinder implements ByteProcessor {
    private static final byte[] HTML = {'h', 't', 'm', 'l'};
    private static final byte[] HEAD = {'h', 'e', 'a', 'd'};

    /** The longest start of a tag that leaves open which it is: {@code <head} and {@code <html}. */
    static final int MOST_UNDECIDED = 1 + HEAD.length;

    /** Where in the markup we are; the words are those of the HTML standard's tokenizer. */
    private enum State {
        TEXT,
        TAG_OPEN,
        TAG_NAME,
        END_TAG_OPEN,
        END_TAG_NAME,
        MARKUP_DECLARATION,
        COMMENT_START,
        COMMENT,
        BOGUS_COMMENT,
        BEFORE_ATTRIBUTE,
        ATTRIBUTE_NAME,
        AFTER_ATTRIBUTE_NAME,
        BEFORE_VALUE,
        UNQUOTED_VALUE,
        QUOTED_VALUE
    }

    private State state = State.TEXT;
    private byte[] candidate = HTML;
    private int undecided;
    private boolean inHead;
    private byte quote;
    private int dashes;
    private boolean bang;
    private boolean found;

    /** How many of the latest bytes are the start of a tag that the place may lie before. */
    int undecided() {
        return undecided;
    }

    /** Whether the place that was found is after the byte that was processed last; else it is before the undecided bytes that precede it. */
    boolean isAfterHeadTag() {
        return inHead;
    }

    /** @return false when the place is found */
    @Override
    public boolean process(byte b) {
        state = next(b);
        return !found;
    }

    private State next(byte b) {
        return switch (state) {
            case TEXT -> text(b);
            case TAG_OPEN -> tagOpen(b);
            case TAG_NAME -> tagName(b);
            case END_TAG_OPEN -> isLetter(b) ? State.END_TAG_NAME : bogus(b);
            case END_TAG_NAME -> isSpace(b) ? State.BEFORE_ATTRIBUTE : between(b, state);
            case MARKUP_DECLARATION -> b == '-' ? State.COMMENT_START : bogus(b);
            case COMMENT_START -> b == '-' ? comment() : bogus(b);
            case COMMENT -> comment(b);
            case BOGUS_COMMENT -> bogus(b);
            case BEFORE_ATTRIBUTE -> isSpace(b) || b == '/' ? state : b == '>' ? close() : State.ATTRIBUTE_NAME;
            case ATTRIBUTE_NAME ->
                isSpace(b) ? State.AFTER_ATTRIBUTE_NAME : b == '=' ? State.BEFORE_VALUE : between(b, state);
            case AFTER_ATTRIBUTE_NAME ->
                isSpace(b) ? state : b == '=' ? State.BEFORE_VALUE : between(b, State.ATTRIBUTE_NAME);
            case BEFORE_VALUE -> beforeValue(b);
            case UNQUOTED_VALUE -> isSpace(b) ? State.BEFORE_ATTRIBUTE : b == '>' ? close() : state;
            case QUOTED_VALUE -> b == quote ? State.BEFORE_ATTRIBUTE : state;
        };
    }

    private State text(byte b) {
        if (b != '<') {
            return State.TEXT;
        }
        undecided = 1;
        return State.TAG_OPEN;
    }

    private State tagOpen(byte b) {
        if (isLetter(b)) {
            candidate = HTML;
            return tagName(b);
        }
        undecided = 0;
        return switch (b) {
            case '<' -> text(b);
            case '!' -> State.MARKUP_DECLARATION;
            case '?' -> State.BOGUS_COMMENT;
            case '/' -> State.END_TAG_OPEN;
            default -> State.TEXT;
        };
    }

    /** As long as it may still be {@code html} or {@code head}, the place may be before it. */
    private State tagName(byte b) {
        int letters = undecided - 1;
        if (letters == candidate.length && (isSpace(b) || b == '/' || b == '>')) {
            inHead = candidate == HEAD;
            undecided = 0;
            return b == '>' ? close() : State.BEFORE_ATTRIBUTE;
        }
        int lower = b | 0x20;
        if (letters == 1 && lower == HEAD[1]) {
            candidate = HEAD;
        }
        if (letters < candidate.length && isLetter(b) && lower == candidate[letters]) {
            undecided++;
        } else {
            found = true;
        }
        return State.TAG_NAME;
    }

    private State comment() {
        dashes = -2;
        bang = false;
        return State.COMMENT;
    }

    /**
     * A comment ends with {@code -->} and with {@code --!>}; {@code <!-->} and {@code <!--->} are whole ones. Dashes since the comment's start are counted from -2 up, those after another
     * byte from 0.
     */
    private State comment(byte b) {
        boolean atStart = dashes < 0;
        if (b == '>' && (atStart || dashes >= 2)) {
            return State.TEXT;
        }
        if (b == '-' && !bang) {
            dashes = dashes == -1 ? 2 : dashes + 1;
        } else if (b == '-') {
            bang = false;
            dashes = 1;
        } else if (b == '!' && dashes >= 2 && !bang) {
            bang = true;
        } else {
            bang = false;
            dashes = 0;
        }
        return State.COMMENT;
    }

    private static State bogus(byte b) {
        return b == '>' ? State.TEXT : State.BOGUS_COMMENT;
    }

    private State beforeValue(byte b) {
        if (isSpace(b)) {
            return State.BEFORE_VALUE;
        }
        if (b == '"' || b == '\'') {
            quote = b;
            return State.QUOTED_VALUE;
        }
        return b == '>' ? close() : State.UNQUOTED_VALUE;
    }

    private State between(byte b, State otherwise) {
        return b == '/' ? State.BEFORE_ATTRIBUTE : b == '>' ? close() : otherwise;
    }

    private State close() {
        found = inHead;
        return State.TEXT;
    }

    private static boolean isLetter(byte b) {
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r' || b == '\f';
    }
}
