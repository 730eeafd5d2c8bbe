package io.gatehouse.gateway.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Lines of a log on their way to its file: US-ASCII without control characters, whatever is put in. Used again and again, and makes nothing. */
final class LineBuffer {
    private static final byte[] HEX = ascii("0123456789abcdef");

    private final byte[] bytes;
    private int size;
    private int lines;
    private boolean overflown;

    LineBuffer(int size) {
        bytes = new byte[size];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int size() {
        return size;
    }

    int lines() {
        return lines;
    }

    /** Ends the line that began there, or takes it back if it does not fit. Returns whether it is there. */
    boolean endLine(int start) {
        put('\n');
        boolean fits = !overflown;
        overflown = false;
        if (fits) {
            lines++;
        } else {
            size = start;
        }
        return fits;
    }

    /** What is in it, to be written; {@link #clear} makes it empty again. */
    ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    void clear() {
        size = 0;
        lines = 0;
    }

    /** Our own words, put in as they are. */
    LineBuffer plain(String ascii) {
        int length = ascii.length();
        if (length > bytes.length - size) {
            overflown = true;
            return this;
        }
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
        return this;
    }

    LineBuffer number(long number) {
        if (number < 0) {
            put('-');
            return number(-number);
        }
        long power = 1;
        while (number / power >= 10) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            put('0' + (int) (number / power % 10));
        }
        return this;
    }

    /** So many digits, with zeros in front. */
    LineBuffer digits(int number, int count) {
        int power = 1;
        for (int i = 1; i < count; i++) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            put('0' + number / power % 10);
        }
        return this;
    }

    /** Somebody else's words inside a JSON string, cut at a length. */
    LineBuffer json(CharSequence text, int longest) {
        return escaped(text, longest, "\\u00", true);
    }

    /** Somebody else's words inside quotes of a web server's log, as nginx and Apache escape them. */
    LineBuffer quoted(CharSequence text, int longest) {
        return escaped(text, longest, "\\x", false);
    }

    private LineBuffer escaped(CharSequence text, int longest, String escape, boolean backslash) {
        int end = Math.min(text.length(), longest);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                put(c);
            } else if (c > 0xff) {
                plain("\\u").hex(c >> 8).hex(c & 0xff);
            } else if (c < ' ' || c >= 0x7f) {
                plain(escape).hex(c);
            } else if (backslash) {
                put('\\');
                put(c);
            } else {
                plain(escape).hex(c);
            }
        }
        return this;
    }

    private LineBuffer hex(int value) {
        put(HEX[value >> 4]);
        put(HEX[value & 0xf]);
        return this;
    }

    private void put(int c) {
        if (size < bytes.length) {
            bytes[size++] = (byte) c;
        } else {
            overflown = true;
        }
    }
}
