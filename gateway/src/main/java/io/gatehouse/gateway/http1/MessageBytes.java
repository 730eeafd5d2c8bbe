package io.gatehouse.gateway.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.netty.util.CharsetUtil;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer on its way to becoming HTTP/1.1 bytes. Head, small pieces of the body and framing are gathered in one buffer, so that a small message is one write; a large piece goes on as it is,
 * uncopied. That no value breaks a line was seen to when it was set.
 */
public final class MessageBytes {
    /** Up to here a copy costs less than one more buffer on the way out. */
    private static final int SMALL = 4 * 1024;

    private static final int USUAL_HEAD = 512;
    private static final byte[] VERSION = bytes("HTTP/1.1 ");
    private static final byte[] VERSION_LAST = bytes(" HTTP/1.1\r\n");
    private static final byte[] CHUNKED = bytes("transfer-encoding: chunked\r\n");
    private static final byte[] LAST_CHUNK = bytes("0\r\n");
    private static final int COLON = ':' << 8 | ' ';
    private static final int END_OF_LINE = '\r' << 8 | '\n';
    private static final ByteBuf CONTINUE =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(bytes("HTTP/1.1 100 Continue\r\n\r\n")));

    /** What an answer's head says of its connection. */
    public enum Connection {
        UNSAID(""),
        KEPT("connection: keep-alive\r\n"),
        CLOSED("connection: close\r\n"),
        UPGRADED("connection: upgrade\r\n");

        private final String line;

        Connection(String line) {
            this.line = line;
        }
    }

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> out;
    private @Nullable ByteBuf gathered;
    private boolean chunked;

    /** @param out takes ownership of what is ready to go, in its order */
    public MessageBytes(ByteBufAllocator allocator, Consumer<ByteBuf> out) {
        this.allocator = allocator;
        this.out = out;
    }

    /** {@code 100 Continue}, as often as it is needed. */
    public static ByteBuf continues() {
        return CONTINUE.duplicate();
    }

    /**
     * A request's head, with headers as they are.
     *
     * @param inChunks the headers say so, and the body is to be
     */
    public void request(String method, String target, HttpHeaders headers, boolean inChunks) {
        chunked = inChunks;
        ByteBuf head = gathered();
        write(head, method);
        head.writeByte(' ');
        write(head, target);
        head.writeBytes(VERSION_LAST);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = i.next();
            field(head, field.getKey(), field.getValue());
        }
        head.writeShort(END_OF_LINE);
    }

    /**
     * An answer's head. Headers that speak of the connection are left out, as they are the connection's own to say; framing by chunks, if asked for, holds for the body that follows.
     *
     * @param withLength whether a Content-Length among the headers is to be said
     */
    public void answer(
            HttpResponseStatus status,
            HttpHeaders headers,
            Connection connection,
            boolean inChunks,
            boolean withLength) {
        chunked = inChunks;
        ByteBuf head = gathered();
        head.writeBytes(VERSION);
        write(head, status.codeAsText());
        head.writeByte(' ');
        write(head, status.reasonPhrase());
        head.writeShort(END_OF_LINE);
        fields(head, headers, withLength);
        write(head, connection.line);
        if (inChunks) {
            head.writeBytes(CHUNKED);
        }
        head.writeShort(END_OF_LINE);
    }

    private static void fields(ByteBuf to, HttpHeaders headers, boolean withLength) {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = i.next();
            CharSequence name = field.getKey();
            if (!isOfTheConnection(name) && (withLength || !isLength(name))) {
                field(to, name, field.getValue());
            }
        }
    }

    private static void field(ByteBuf to, CharSequence name, CharSequence value) {
        write(to, name);
        to.writeShort(COLON);
        write(to, value);
        to.writeShort(END_OF_LINE);
    }

    private static boolean isOfTheConnection(CharSequence name) {
        return switch (name.length()) {
            case 10 -> HttpHeaderNames.CONNECTION.contentEqualsIgnoreCase(name);
            case 17 -> HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
            default -> false;
        };
    }

    private static boolean isLength(CharSequence name) {
        return name.length() == 14 && HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name);
    }

    /** A piece of the body. Takes ownership. */
    public void body(ByteBuf piece) {
        int size = piece.readableBytes();
        if (chunked) {
            write(gathered(), Integer.toHexString(size));
            gathered().writeShort(END_OF_LINE);
        }
        if (size <= SMALL) {
            gathered().writeBytes(piece);
            piece.release();
        } else {
            hand();
            out.accept(piece);
        }
        if (chunked) {
            gathered().writeShort(END_OF_LINE);
        }
    }

    /** The message is complete, and goes on. */
    public void end(HttpHeaders trailers) {
        if (chunked) {
            gathered().writeBytes(LAST_CHUNK);
            fields(gathered(), trailers, false);
            gathered().writeShort(END_OF_LINE);
        }
        hand();
    }

    /** What is gathered goes on. */
    public void hand() {
        ByteBuf ready = gathered;
        gathered = null;
        if (ready != null) {
            out.accept(ready);
        }
    }

    /** What is gathered is not wanted any more. */
    public void drop() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    private ByteBuf gathered() {
        if (gathered == null) {
            gathered = allocator.directBuffer(USUAL_HEAD);
        }
        return gathered;
    }

    private static void write(ByteBuf to, CharSequence text) {
        if (text instanceof AsciiString ascii) {
            ByteBufUtil.copy(ascii, to);
        } else {
            to.writeCharSequence(text, CharsetUtil.ISO_8859_1);
        }
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(CharsetUtil.US_ASCII);
    }
}
