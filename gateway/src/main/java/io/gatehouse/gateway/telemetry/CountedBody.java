package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.RequestBody;
import io.gatehouse.gateway.exchange.WrappedBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** A body that tells how much of it came. */
final class CountedBody extends WrappedBody implements RequestBody.Sink {
    private final Observed observed;
    private @Nullable Sink sink;

    CountedBody(RequestBody body, Observed observed) {
        super(body);
        this.observed = observed;
    }

    @Override
    public void readTo(Sink reader) {
        sink = reader;
        super.readTo(this);
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
