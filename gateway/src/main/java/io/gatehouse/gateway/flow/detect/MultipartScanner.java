package io.gatehouse.gateway.flow.detect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.search.AbstractSearchProcessorFactory;
import io.netty.buffer.search.SearchProcessor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Finds the parts of a multipart body as it streams by, keeping no more of it than the headers of the part in progress. The body must be as everybody writes it: nothing before the first boundary or after
 * the last, no boundary in any other place than at a line's beginning, every line's end CR LF. What an application could take for a boundary is therefore one here, or refused.
 *
 * <pre>
 * body  = [CRLF] part *(CRLF part) CRLF "--" boundary "--" [CRLF]
 * part  = "--" boundary CRLF *(header CRLF) CRLF content
 * </pre>
 */
final class MultipartScanner {
    /** What is found. Places are counted from the body's beginning. */
    interface Parts {
        void begins(PartHead head, long at) throws MalformedLogin;

        default void ends(long at) throws MalformedLogin {}
    }

    private enum State {
        CONTENT,
        BOUNDARY_END,
        HEAD,
        OVER
    }

    private static final int LONGEST_HEAD = 8192;

    private final Parts parts;
    private final String delimiter;
    private final boolean form;
    private final SearchProcessor search;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    /** The last two bytes before what is looked at, and before the delimiter if it should turn out to be one. */
    private final byte[] tail;

    private State state = State.CONTENT;
    private boolean first = true;
    /** Bytes of the chunks before this one. */
    private long offset;

    private long contentStart = -2;
    private int ending;
    private int crlfs;

    /** @param form whether it is {@code multipart/form-data}, and not some other kind */
    MultipartScanner(String boundary, boolean form, Parts parts) {
        this.parts = parts;
        this.form = form;
        delimiter = "--" + boundary;
        search = AbstractSearchProcessorFactory.newKmpSearchProcessorFactory(
                        delimiter.getBytes(StandardCharsets.US_ASCII))
                .newSearchProcessor();
        tail = new byte[delimiter.length() + 2];
        // As if a line had ended before the body.
        tail[tail.length - 2] = '\r';
        tail[tail.length - 1] = '\n';
    }

    void readAll(byte[] body) throws MalformedLogin {
        read(Unpooled.wrappedBuffer(body));
        end();
    }

    /** Does not move the reader index. */
    void read(ByteBuf chunk) throws MalformedLogin {
        int start = chunk.readerIndex();
        int end = chunk.writerIndex();
        for (int at = start; at < end; ) {
            at = switch (state) {
                case CONTENT -> seek(chunk, at);
                case BOUNDARY_END -> boundaryEnd(chunk.getByte(at), at + 1);
                case HEAD -> head(chunk.getByte(at), at + 1, start);
                case OVER -> over(chunk.getByte(at), at + 1);
            };
        }
        remember(chunk);
        offset += end - start;
        if (first && offset >= tail.length + 1) {
            throw new MalformedLogin("the multipart body does not begin with its boundary");
        }
    }

    void end() throws MalformedLogin {
        if (offset > 0 && (state != State.OVER || ending == 1)) {
            throw new MalformedLogin("the multipart body does not end with its boundary");
        }
    }

    /** Bytes of a part's headers that are not yet complete. */
    int open() {
        return state == State.HEAD ? head.size() : 0;
    }

    private int seek(ByteBuf chunk, int from) throws MalformedLogin {
        int last = chunk.forEachByte(from, chunk.writerIndex() - from, search);
        if (last < 0) {
            return chunk.writerIndex();
        }
        search.reset();
        int begin = last + 1 - delimiter.length();
        long contentEnd = offset + begin - chunk.readerIndex() - 2;
        boolean lineBegins = byteAt(chunk, begin - 2) == '\r' && byteAt(chunk, begin - 1) == '\n';
        if (!lineBegins || contentEnd < contentStart || (first && contentEnd > 0)) {
            throw new MalformedLogin("the multipart body has its boundary in an odd place");
        }
        if (!first) {
            parts.ends(contentEnd);
        }
        first = false;
        state = State.BOUNDARY_END;
        ending = 0;
        return last + 1;
    }

    private byte byteAt(ByteBuf chunk, int index) {
        int before = chunk.readerIndex() - index;
        return before > 0 ? tail[tail.length - before] : chunk.getByte(index);
    }

    private void remember(ByteBuf chunk) {
        int length = chunk.readableBytes();
        int kept = Math.max(0, tail.length - length);
        System.arraycopy(tail, tail.length - kept, tail, 0, kept);
        chunk.getBytes(chunk.writerIndex() - (tail.length - kept), tail, kept, tail.length - kept);
    }

    /** What follows a boundary: CR LF, or the two hyphens of the last one. */
    private int boundaryEnd(byte b, int next) throws MalformedLogin {
        if (ending == 0 && (b == '\r' || b == '-')) {
            ending = b;
            return next;
        }
        if (ending == '\r' && b == '\n') {
            state = State.HEAD;
            head.reset();
            crlfs = 2;
        } else if (ending == '-' && b == '-') {
            state = State.OVER;
            ending = 0;
        } else {
            throw new MalformedLogin("the multipart body has more than a boundary in its line");
        }
        return next;
    }

    /** Counts the characters of CR LF CR LF that have come; the end of the boundary's line was the first half. */
    private int head(byte b, int next, int start) throws MalformedLogin {
        head.write(b);
        if (head.size() > LONGEST_HEAD) {
            throw new MalformedLogin("a part's headers have more than " + LONGEST_HEAD + " bytes");
        }
        boolean expected = b == (crlfs % 2 == 0 ? '\r' : '\n');
        crlfs = expected ? crlfs + 1 : b == '\r' ? 1 : 0;
        if (crlfs == 4) {
            String lines = head.toString(StandardCharsets.ISO_8859_1);
            if (lines.contains(delimiter)) {
                throw new MalformedLogin("the multipart body has its boundary in an odd place");
            }
            state = State.CONTENT;
            contentStart = offset + next - start;
            parts.begins(PartHead.parse(lines.substring(0, lines.length() - 2), form), contentStart);
        }
        return next;
    }

    /** Behind the last boundary: the end of its line, or nothing. */
    private int over(byte b, int next) throws MalformedLogin {
        if (b != (ending == 0 ? '\r' : '\n') || ending == 2) {
            throw new MalformedLogin("the multipart body goes on after its last boundary");
        }
        ending++;
        return next;
    }
}
