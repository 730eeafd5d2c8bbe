package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.flow.respond.forward.AnswerWatch;
import io.gatehouse.gateway.flow.settle.OutcomeReader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A sign-in that passes: the answer streams to the client byte for byte, and is read on the way to tell how the sign-in ended. */
final class PassedSignIn implements AnswerWatch {
    private final Rooms rooms;
    private final Judged judged;
    private final OutcomeReader reader;
    private final int largest;
    private @Nullable HttpResponseStatus status;
    private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;

    /** The answer's body as far as it came; null once it is too long to tell anything. */
    private @Nullable ByteArrayOutputStream copy = new ByteArrayOutputStream();

    PassedSignIn(Rooms rooms, Judged judged) {
        this.rooms = rooms;
        this.judged = judged;
        this.reader = judged.outcomeReader();
        this.largest = rooms.config().challenge().largestAnswer();
    }

    void start() {
        HttpHeaders extra = rooms.toUpstream(judged, reader.needsBody());
        rooms.forwarder().stream(judged.exchange(), judged.route(), extra, judged.body(), this);
    }

    @Override
    public boolean head(HttpResponseStatus begun, HttpHeaders received) {
        status = begun;
        headers = received.copy();
        rooms.deviceCookie(judged).ifPresent(cookie -> received.add(HttpHeaderNames.SET_COOKIE, cookie));
        return true;
    }

    @Override
    public ByteBuf body(ByteBuf chunk) {
        if (copy != null && reader.needsBody()) {
            int length = chunk.readableBytes();
            if (length > largest - copy.size()) {
                copy = null;
            } else {
                try {
                    chunk.getBytes(chunk.readerIndex(), copy, length);
                } catch (IOException e) {
                    throw new UncheckedIOException("an array takes every byte", e);
                }
            }
        }
        return chunk;
    }

    @Override
    public void end(boolean complete) {
        byte[] body = complete && copy != null ? copy.toByteArray() : null;
        rooms.settle(judged, status == null ? Outcome.UNDECIDABLE : reader.read(status, headers, body));
    }
}
