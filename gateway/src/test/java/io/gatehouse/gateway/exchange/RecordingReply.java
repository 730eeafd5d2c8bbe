package io.gatehouse.gateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A reply that keeps what it is told, and insists on the order of calls. */
public final class RecordingReply implements Reply {
    private final EventLoop loop = new EmbeddedChannel().eventLoop();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable HttpResponseStatus status;
    private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;
    private boolean ended;
    private boolean aborted;

    /** The status; a mistake if none was sent. */
    public HttpResponseStatus status() {
        if (status == null) {
            throw new IllegalStateException("no answer has begun");
        }
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    public byte[] bytes() {
        return body.toByteArray();
    }

    public String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    public boolean isEnded() {
        return ended;
    }

    public boolean isAborted() {
        return aborted;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public void informational(HttpResponseStatus informational, HttpHeaders more) {
        demand(status == null, "informational after begin");
    }

    @Override
    public void begin(HttpResponseStatus first, HttpHeaders sent) {
        demand(status == null, "begin twice");
        status = first;
        headers = sent;
    }

    @Override
    public void write(ByteBuf chunk) {
        try {
            demand(status != null && !ended, "write outside begin and end");
            body.writeBytes(ByteBufUtil.getBytes(chunk));
        } finally {
            chunk.release();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void end(HttpHeaders trailers) {
        demand(status != null && !ended, "end without begin, or twice");
        ended = true;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public boolean hasBegun() {
        return status != null;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void whenWritable(Runnable listener) {}

    @Override
    public void whenGone(Runnable listener) {}

    private static void demand(boolean fine, String fault) {
        if (!fine) {
            throw new IllegalStateException(fault);
        }
    }
}
