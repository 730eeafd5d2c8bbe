package io.gatehouse.gateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * A request's body as it arrives. Nothing is read from the client's connection beyond the first bytes until somebody takes the body with
 * {@link #readTo}; {@link #pause} and {@link #resume} pass the reader's pace on to the client. A body that nobody takes is discarded by accept once the reply
 * has ended.
 */
public interface RequestBody {

    /** True when the head already says that nothing follows. */
    boolean isEmpty();

    /** Bytes announced by Content-Length; -1 when chunked. */
    long declaredLength();

    /** Starts the flow into the sink, at most once. An empty body ends the sink at once. */
    void readTo(Sink sink);

    void pause();

    void resume();

    /** Where a body goes. After {@code end} or {@code failed} nothing follows. */
    interface Sink {
        /** Takes ownership of the chunk: must release it. */
        void data(ByteBuf chunk);

        void end(HttpHeaders trailers);

        /** The client went away, or what it sent was malformed. */
        void failed(Throwable cause);
    }
}
