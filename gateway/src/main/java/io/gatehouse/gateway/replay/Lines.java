package io.gatehouse.gateway.replay;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file, or of a stream without an end, gzipped or not, one at a time: whatever is read, one buffer holds it. The caller closes it.
 */
public final class Lines implements Closeable {
    /** A sign-in takes some hundred bytes, a decision with its facts about 3,000. */
    static final int LONGEST = 64 * 1024;

    private static final int BUFFER = 256 * 1024;

    private final String name;
    private final long size;
    private final Counted raw;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private int from;
    private int to;
    private long number;

    private Lines(String name, long size, InputStream source) throws IOException {
        this.name = name;
        this.size = size;
        this.raw = new Counted(source);
        BufferedInputStream peeked = new BufferedInputStream(raw, BUFFER);
        peeked.mark(2);
        boolean gzip = peeked.read() == 0x1f && peeked.read() == 0x8b;
        peeked.reset();
        this.in = gzip ? new GZIPInputStream(peeked, BUFFER) : peeked;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if there is none, or it is a folder
     */
    public static Lines of(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder; name a file with one JSON object a line");
        }
        return new Lines(file.toString(), Files.size(file), Files.newInputStream(file));
    }

    /** Reads from a stream, which is named in errors. */
    public static Lines of(String name, InputStream source) throws IOException {
        return new Lines(name, 0, source);
    }

    /**
     * Goes to the next line that is not blank; false at the end.
     *
     * @throws BadLine if it is longer than 64 KiB
     */
    boolean next() throws IOException, BadLine {
        do {
            if (!read()) {
                return false;
            }
        } while (isBlank());
        return true;
    }

    private boolean read() throws IOException, BadLine {
        int searched = 0;
        while (true) {
            for (int i = next + searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    return line(i, i + 1);
                }
            }
            searched = end - next;
            if (searched > LONGEST + 1) {
                number++;
                throw bad("is longer than " + LONGEST + " bytes; a sign-in is one JSON object a line");
            }
            if (!fill()) {
                return end > next && line(end, end);
            }
        }
    }

    /** Moves what is left to the buffer's begin, and reads more behind it. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, next, buffer, 0, end - next);
        end -= next;
        next = 0;
        int count;
        try {
            count = in.read(buffer, end, buffer.length - end);
        } catch (IOException e) {
            throw new IOException(name + ": cannot be read after line " + number + ": " + e.getMessage(), e);
        }
        end += Math.max(0, count);
        return count > 0;
    }

    private boolean line(int until, int following) throws BadLine {
        number++;
        from = next;
        to = until > from && buffer[until - 1] == '\r' ? until - 1 : until;
        next = following;
        if (to - from > LONGEST) {
            throw bad("is longer than " + LONGEST + " bytes; a sign-in is one JSON object a line");
        }
        return true;
    }

    private boolean isBlank() {
        for (int i = from; i < to; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int length() {
        return to - from;
    }

    BadLine bad(String fault) {
        return new BadLine(name, number, fault);
    }

    /** How much of the file was read, 0 to 1; 0 where nobody knows. */
    double share() {
        return size == 0 ? 0 : Math.min(1, (double) raw.count / size);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Counts what was read of a file, before it is unpacked. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
