package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way back on an HTTP/2 stream, held to the length that it announced. What is written last waits for the next call, so that the end rides on it: a small answer is two frames.
 *
 * <pre>
 * NEW --begin--> BEGUN --end--> ENDED
 *  NEW, BEGUN --stream closed, abort--> GONE      (whatever is called then is harmless)
 * </pre>
 */
final class Http2Reply implements Reply {
    private enum State {
        NEW,
        BEGUN,
        ENDED,
        GONE
    }

    /** What the reply asks of the connection that its stream belongs to. */
    interface Stream {
        EventLoop eventLoop();

        void headers(Http2Headers headers, boolean last);

        /** Takes ownership. */
        void data(ByteBuf chunk, boolean last);

        void flush();

        boolean isWritable();

        @Nullable
        String tlsVersion();

        void reset();
    }

    private static final Set<String> OF_HTTP_1 =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings");
    private static final long OPEN = -1;

    private final Stream stream;
    private final boolean headOnly;
    private State state = State.NEW;
    private boolean bodiless;
    private long declared = OPEN;
    private long written;
    private @Nullable Http2Headers waitingHead;
    private @Nullable ByteBuf waitingChunk;
    private @Nullable Runnable whenWritable;
    private @Nullable Runnable whenGone;

    Http2Reply(Stream stream, boolean headOnly) {
        this.stream = stream;
        this.headOnly = headOnly;
    }

    @Override
    public EventLoop eventLoop() {
        return stream.eventLoop();
    }

    @Override
    public void informational(HttpResponseStatus status, HttpHeaders headers) {
        if (state == State.NEW) {
            stream.headers(http2(headers).status(status.codeAsText()), false);
            stream.flush();
        }
    }

    @Override
    public void begin(HttpResponseStatus status, HttpHeaders headers) {
        if (state == State.GONE) {
            return;
        }
        if (state != State.NEW) {
            throw new IllegalStateException("the reply has begun already");
        }
        state = State.BEGUN;
        int code = status.code();
        bodiless = headOnly || code == 204 || code == 205 || code == 304;
        Http2Headers head = http2(headers).status(status.codeAsText());
        if (code == 204) {
            head.remove(HttpHeaderNames.CONTENT_LENGTH);
        } else {
            declared = headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                    ? Long.parseLong(headers.get(HttpHeaderNames.CONTENT_LENGTH))
                    : OPEN;
        }
        waitingHead = head;
    }

    @Override
    public void write(ByteBuf chunk) {
        if (state != State.BEGUN || bodiless || !chunk.isReadable()) {
            chunk.release();
            return;
        }
        written += chunk.readableBytes();
        if (declared != OPEN && written > declared) {
            chunk.release();
            abort();
            return;
        }
        sendWaiting(false);
        waitingChunk = chunk;
    }

    @Override
    public void flush() {
        if (state == State.BEGUN) {
            sendWaiting(false);
            stream.flush();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (state != State.BEGUN) {
            return;
        }
        if (!bodiless && declared != OPEN && written < declared) {
            abort();
            return;
        }
        state = State.ENDED;
        boolean trailing = !trailers.isEmpty() && !bodiless;
        boolean carried = sendWaiting(!trailing);
        if (trailing) {
            stream.headers(http2(trailers), true);
        } else if (!carried) {
            stream.data(Unpooled.EMPTY_BUFFER, true);
        }
        stream.flush();
    }

    /** Returns whether anything was there to be sent, and so to carry the end. */
    private boolean sendWaiting(boolean last) {
        Http2Headers head = waitingHead;
        ByteBuf chunk = waitingChunk;
        waitingHead = null;
        waitingChunk = null;
        if (head != null) {
            stream.headers(head, last && chunk == null);
        }
        if (chunk != null) {
            stream.data(chunk, last);
        }
        return head != null || chunk != null;
    }

    @Override
    public void abort() {
        if (state == State.NEW || state == State.BEGUN) {
            state = State.GONE;
            dropWaiting();
            stream.reset();
        }
    }

    @Override
    public String protocol() {
        return "HTTP/2.0";
    }

    @Override
    public @Nullable String tlsVersion() {
        return stream.tlsVersion();
    }

    @Override
    public boolean hasBegun() {
        return state == State.BEGUN || state == State.ENDED;
    }

    @Override
    public boolean isWritable() {
        return stream.isWritable();
    }

    @Override
    public void whenWritable(Runnable listener) {
        whenWritable = listener;
    }

    @Override
    public void whenGone(Runnable listener) {
        whenGone = listener;
        if (state == State.GONE) {
            tellGone();
        }
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    void becameWritable() {
        if (state == State.BEGUN && whenWritable != null) {
            whenWritable.run();
        }
    }

    /** The stream is closed before its end. */
    void gone() {
        if (state == State.NEW || state == State.BEGUN) {
            state = State.GONE;
            dropWaiting();
            tellGone();
        }
    }

    private void dropWaiting() {
        waitingHead = null;
        if (waitingChunk != null) {
            waitingChunk.release();
            waitingChunk = null;
        }
    }

    private void tellGone() {
        Runnable listener = whenGone;
        whenGone = null;
        if (listener != null) {
            listener.run();
        }
    }

    /** Names in lower case, and nothing that speaks of an HTTP/1 connection (RFC 9113, 8.2). */
    private static Http2Headers http2(HttpHeaders headers) {
        if (headers == EmptyHttpHeaders.INSTANCE) {
            return new DefaultHttp2Headers(true, 4);
        }
        Http2Headers lower = new DefaultHttp2Headers(true, headers.size() + 1);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = i.next();
            AsciiString name = AsciiString.of(field.getKey()).toLowerCase();
            if (!OF_HTTP_1.contains(name.toString())) {
                lower.add(name, field.getValue());
            }
        }
        return lower;
    }
}
