package io.gatehouse.gateway.exchange;

import io.netty.handler.codec.http.EmptyHttpHeaders;

/** The body of a request without one. */
public final class NoBody implements RequestBody {
    @Override
    public boolean isEmpty() {
        return true;
    }

    @Override
    public long declaredLength() {
        return 0;
    }

    @Override
    public void readTo(Sink sink) {
        sink.end(EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}
}
