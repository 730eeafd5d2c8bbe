package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's head byte by byte against RFC 9112's grammar without its leniencies, before any parser sees it: every line ends in CRLF, the request
 * line has exactly two spaces, a name is a token and touches its colon, no line is folded, no control character is anywhere. Stops at the head's last byte or at the
 * first fault. Resumable: a head may come in pieces.
 */
final class HeadBytes implements ByteProcessor {
    /** More than any browser sends. */
    static final int MOST_HEADERS = 100;

    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private enum At {
        START,
        EMPTY_LINE_LF,
        METHOD,
        TARGET_START,
        TARGET,
        VERSION,
        REQUEST_LINE_LF,
        LINE_START,
        NAME,
        VALUE,
        VALUE_LF,
        END_LF,
        END
    }

    private final int limit;
    private At at = At.START;
    private int size;
    private int headers;
    private int version;
    private boolean skippedEmptyLine;
    private @Nullable Refusal refusal;

    /** @param limit bytes of the whole head */
    HeadBytes(int limit) {
        this.limit = limit;
    }

    boolean isComplete() {
        return at == At.END;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** Bytes read so far. */
    int size() {
        return size;
    }

    void reset() {
        at = At.START;
        size = 0;
        headers = 0;
        version = 0;
        skippedEmptyLine = false;
    }

    @Override
    public boolean process(byte b) {
        if (++size > limit) {
            return refuse(
                    at.compareTo(At.TARGET) <= 0
                            ? new Refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "The request line is too long.")
                            : new Refusal(
                                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                                    "The headers are larger than " + limit + " bytes."));
        }
        return switch (at) {
            case START -> start(b);
            case EMPTY_LINE_LF -> lf(b, At.START);
            case METHOD -> method(b);
            case TARGET_START, TARGET -> target(b);
            case VERSION -> version(b);
            case REQUEST_LINE_LF, VALUE_LF -> lf(b, At.LINE_START);
            case LINE_START -> lineStart(b);
            case NAME -> name(b);
            case VALUE -> value(b);
            case END_LF -> end(b);
            case END -> false;
        };
    }

    /** One empty line before a request is forgiven (RFC 9112, 2.2). */
    private boolean start(byte b) {
        if (b == '\r' && !skippedEmptyLine) {
            skippedEmptyLine = true;
            return go(At.EMPTY_LINE_LF);
        }
        return isToken(b) ? go(At.METHOD) : malformed("The request does not start with a method.");
    }

    private boolean method(byte b) {
        if (b == ' ') {
            return go(At.TARGET_START);
        }
        return isToken(b) || malformed("The method has a character that no method has.");
    }

    private boolean target(byte b) {
        if (b == ' ' && at == At.TARGET) {
            return go(At.VERSION);
        }
        at = At.TARGET;
        return isTarget((char) (b & 0xff)) || malformed("The request target has a character that must be encoded.");
    }

    private boolean version(byte b) {
        if (version == VERSION.length + 1) {
            return b == '\r' ? go(At.REQUEST_LINE_LF) : malformed("The request line does not end after the version.");
        }
        boolean expected =
                version < VERSION.length ? b == VERSION[version] || (version == 5 && isDigit(b)) : isDigit(b);
        if (!expected) {
            return malformed("The request line does not end in HTTP/1.1.");
        }
        if ((version == 5 && b != '1') || (version == 7 && b > '1')) {
            return refuse(
                    new Refusal(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 and HTTP/1.0 are spoken."));
        }
        version++;
        return true;
    }

    private boolean lineStart(byte b) {
        if (b == '\r') {
            return go(At.END_LF);
        }
        if (b == ' ' || b == '\t') {
            return malformed("A header is folded over two lines.");
        }
        if (++headers > MOST_HEADERS) {
            return refuse(new Refusal(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "There are more than 100 headers."));
        }
        return isToken(b) ? go(At.NAME) : malformed("A header's name has a character that no name has.");
    }

    private boolean name(byte b) {
        if (b == ':') {
            return go(At.VALUE);
        }
        return isToken(b) || malformed("A header's name has a character that no name has.");
    }

    private boolean value(byte b) {
        if (b == '\r') {
            return go(At.VALUE_LF);
        }
        // Bytes above 0x7f are opaque, and left to the application.
        return (b >= ' ' && b != 0x7f) || b < 0 || b == '\t' || malformed("A header's value has a control character.");
    }

    private boolean end(byte b) {
        lf(b, At.END);
        return false;
    }

    private boolean lf(byte b, At next) {
        return b == '\n' ? go(next) : malformed("A carriage return stands alone.");
    }

    private boolean go(At next) {
        at = next;
        return true;
    }

    private boolean malformed(String reason) {
        return refuse(Refusal.malformed(reason));
    }

    private boolean refuse(Refusal because) {
        refusal = because;
        return false;
    }

    private static boolean isToken(byte b) {
        return b >= 0 && TOKEN[b];
    }

    static boolean isToken(char c) {
        return c < TOKEN.length && TOKEN[c];
    }

    static boolean isTarget(char c) {
        return c > ' ' && c < 0x7f && c != '#';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
