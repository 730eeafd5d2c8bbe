package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** A body that tells how much of it came. */
final class CountedBody implements RequestBody, RequestBody.Sink {
    private final RequestBody body;
    private final Observed observed;
    private @Nullable Sink sink;

    CountedBody(RequestBody body, Observed observed) {
        this.body = body;
        this.observed = observed;
    }

    @Override
    public boolean isEmpty() {
        return body.isEmpty();
    }

    @Override
    public long declaredLength() {
        return body.declaredLength();
    }

    @Override
    public void readTo(Sink reader) {
        sink = reader;
        body.readTo(this);
    }

    @Override
    public void pause() {
        body.pause();
    }

    @Override
    public void resume() {
        body.resume();
    }

    @Override
    public void data(ByteBuf chunk) {
        observed.received(chunk.readableBytes());
        if (sink == null) {
            chunk.release();
        } else {
            sink.data(chunk);
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (sink != null) {
            sink.end(trailers);
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (sink != null) {
            sink.failed(cause);
        }
    }
}
