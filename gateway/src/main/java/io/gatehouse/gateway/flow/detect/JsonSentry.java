package io.gatehouse.gateway.flow.detect;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Watches the keys of all objects in a JSON body, however deep. What is not strict JSON (RFC 8259) in UTF-8 is refused: comments, bare or single-quoted keys, byte order marks, escapes that do not exist.
 * Several values in a row, as in NDJSON, are fine: whichever of them an application reads has been looked at.
 *
 * <p>One step for each byte, and no memory but a bit for each level of nesting and the key in progress: strings may be as long as files are.
 */
final class JsonSentry implements FieldSentry {
    private static final int DEEPEST = 1000;
    /** Six bytes for each character of the longest field that can be configured, and more. */
    private static final int LONGEST_KEY = 2048;

    private enum Expect {
        VALUE,
        /** A value, or the end of the list that has just begun. */
        ITEM,
        /** A key, or the end of the object that has just begun. */
        MEMBER,
        KEY,
        COLON,
        /** What may follow a value within an object or a list. */
        COMMA,
        /** What is within quotation marks. */
        TEXT,
        ESCAPED,
        HEX,
        NUMBER,
        LITERAL
    }

    private final WatchedField field;
    private final ByteArrayOutputStream key = new ByteArrayOutputStream();
    /** By level: whether it is an object. */
    private final BitSet objects = new BitSet();

    private int depth;
    private Expect expect = Expect.VALUE;
    private boolean inKey;
    private boolean keyEscaped;
    private int hexLeft;
    private String literal = "";
    private int matched;
    private final Utf8 utf8 = new Utf8();
    private boolean seen;

    JsonSentry(WatchedField field) {
        this.field = field;
    }

    @Override
    public Sight look(ByteBuf chunk) throws MalformedLogin {
        int end = chunk.writerIndex();
        for (int i = chunk.readerIndex(); i < end; i++) {
            step(chunk.getByte(i));
        }
        return seen ? Sight.SEEN : Sight.UNSEEN;
    }

    @Override
    public Sight end() throws MalformedLogin {
        if (expect == Expect.NUMBER) {
            valueEnds();
        }
        if (depth > 0 || expect != Expect.VALUE) {
            throw malformed();
        }
        return seen ? Sight.SEEN : Sight.UNSEEN;
    }

    /** An object that is cut off is none to anybody. */
    @Override
    public int open() {
        return 0;
    }

    private void step(byte b) throws MalformedLogin {
        switch (expect) {
            case TEXT -> text(b);
            case ESCAPED -> escaped(b);
            case HEX -> hex(b);
            case LITERAL -> literal(b);
            case NUMBER -> {
                if (!isOfNumber(b)) {
                    valueEnds();
                    between(b);
                }
            }
            default -> between(b);
        }
    }

    private void between(byte b) throws MalformedLogin {
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            return;
        }
        switch (expect) {
            case VALUE -> value(b);
            case ITEM -> {
                if (b == ']') {
                    close();
                } else {
                    value(b);
                }
            }
            case MEMBER -> {
                if (b == '}') {
                    close();
                } else {
                    key(b);
                }
            }
            case KEY -> key(b);
            case COLON -> {
                require(b == ':');
                expect = Expect.VALUE;
            }
            case COMMA -> comma(b);
            default -> throw malformed();
        }
    }

    private void value(byte b) throws MalformedLogin {
        switch (b) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> {
                expect = Expect.TEXT;
                inKey = false;
            }
            case 't' -> begin("true");
            case 'f' -> begin("false");
            case 'n' -> begin("null");
            default -> {
                require(b == '-' || (b >= '0' && b <= '9'));
                expect = Expect.NUMBER;
            }
        }
    }

    private void open(boolean object) throws MalformedLogin {
        require(depth < DEEPEST);
        objects.set(depth++, object);
        expect = object ? Expect.MEMBER : Expect.ITEM;
    }

    private void close() {
        depth--;
        valueEnds();
    }

    private void valueEnds() {
        expect = depth == 0 ? Expect.VALUE : Expect.COMMA;
    }

    private void comma(byte b) throws MalformedLogin {
        boolean inObject = objects.get(depth - 1);
        if (b == (inObject ? '}' : ']')) {
            close();
        } else {
            require(b == ',');
            expect = inObject ? Expect.KEY : Expect.VALUE;
        }
    }

    private void key(byte b) throws MalformedLogin {
        require(b == '"');
        expect = Expect.TEXT;
        inKey = true;
        keyEscaped = false;
        key.reset();
    }

    private void text(byte b) throws MalformedLogin {
        if (!utf8.accepts(b) || (b >= 0 && b < ' ')) {
            throw malformed();
        }
        if (b == '"') {
            textEnds();
            return;
        }
        if (b == '\\') {
            expect = Expect.ESCAPED;
        }
        keep(b);
    }

    private void textEnds() throws MalformedLogin {
        if (!inKey) {
            valueEnds();
            return;
        }
        expect = Expect.COLON;
        String raw = key.toString(StandardCharsets.UTF_8);
        seen |= field.couldBeKey(keyEscaped ? JsonLogin.unescaped(raw) : raw);
    }

    private void escaped(byte b) throws MalformedLogin {
        require("\"\\/bfnrtu".indexOf(b) >= 0);
        expect = b == 'u' ? Expect.HEX : Expect.TEXT;
        hexLeft = 4;
        keyEscaped = true;
        keep(b);
    }

    private void hex(byte b) throws MalformedLogin {
        require(b >= 0 && Character.digit(b, 16) >= 0);
        expect = --hexLeft == 0 ? Expect.TEXT : Expect.HEX;
        keep(b);
    }

    private void keep(byte b) throws MalformedLogin {
        if (inKey) {
            require(key.size() < LONGEST_KEY);
            key.write(b);
        }
    }

    private void begin(String word) {
        literal = word;
        matched = 1;
        expect = Expect.LITERAL;
    }

    private void literal(byte b) throws MalformedLogin {
        require(b == literal.charAt(matched++));
        if (matched == literal.length()) {
            valueEnds();
        }
    }

    private static boolean isOfNumber(byte b) {
        return (b >= '0' && b <= '9') || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
    }

    private static void require(boolean strict) throws MalformedLogin {
        if (!strict) {
            throw malformed();
        }
    }

    private static MalformedLogin malformed() {
        return new MalformedLogin("the body is not strict JSON in UTF-8");
    }
}
