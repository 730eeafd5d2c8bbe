package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.http2.Http2Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** The way back on an HTTP/2 stream. What is written last waits for the next call, so that the end rides on it: a small answer is two frames. */
final class Http2Reply extends OrderlyReply {
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

    private final Stream stream;
    private @Nullable Http2Headers waitingHead;
    private @Nullable ByteBuf waitingChunk;

    Http2Reply(Stream stream, boolean headOnly) {
        super(headOnly);
        this.stream = stream;
    }

    @Override
    public EventLoop eventLoop() {
        return stream.eventLoop();
    }

    @Override
    public void informational(HttpResponseStatus status, HttpHeaders headers) {
        if (isNew()) {
            stream.headers(Http2Fields.of(headers).status(status.codeAsText()), false);
            stream.flush();
        }
    }

    @Override
    void head(HttpResponseStatus status, HttpHeaders headers, boolean noContent) {
        Http2Headers head = Http2Fields.of(headers).status(status.codeAsText());
        if (noContent) {
            head.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        waitingHead = head;
    }

    @Override
    void piece(ByteBuf chunk) {
        sendWaiting(false);
        waitingChunk = chunk;
    }

    @Override
    public void flush() {
        if (isUnderWay()) {
            sendWaiting(false);
            stream.flush();
        }
    }

    @Override
    void last(HttpHeaders trailers) {
        boolean trailing = !trailers.isEmpty() && !isBodiless();
        boolean carried = sendWaiting(!trailing);
        if (trailing) {
            stream.headers(Http2Fields.of(trailers), true);
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
    void drop() {
        waitingHead = null;
        if (waitingChunk != null) {
            waitingChunk.release();
            waitingChunk = null;
        }
    }

    @Override
    void breakOff() {
        stream.reset();
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
    public boolean isWritable() {
        return stream.isWritable();
    }
}
