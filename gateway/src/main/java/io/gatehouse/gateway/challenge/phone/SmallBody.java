package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Collects a body that must be small. */
final class SmallBody implements RequestBody.Sink {
    private static final int LARGEST = 4096;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private SmallBody() {}

    /** Fails with a {@link Refusal} when the body is too large, otherwise when the client goes away. Completes on the request's event loop. */
    static CompletionStage<byte[]> of(RequestBody body) {
        SmallBody sink = new SmallBody();
        if (body.declaredLength() > LARGEST) {
            sink.tooLarge();
        } else {
            body.readTo(sink);
        }
        return sink.whole;
    }

    @Override
    public void data(ByteBuf chunk) {
        try {
            if (bytes.size() + chunk.readableBytes() > LARGEST) {
                tooLarge();
            } else if (!whole.isDone()) {
                chunk.readBytes(bytes, chunk.readableBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        } finally {
            chunk.release();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        whole.complete(bytes.toByteArray());
    }

    @Override
    public void failed(Throwable cause) {
        whole.completeExceptionally(cause);
    }

    private void tooLarge() {
        whole.completeExceptionally(new Refusal(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "A body has at most " + LARGEST + " bytes"));
    }
}
