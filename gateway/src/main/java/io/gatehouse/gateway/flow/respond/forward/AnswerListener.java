package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Who waits for the answer to one call: {@code connected, informational*, begin, data*, end}, or {@code failed} at any time, or {@code connected, switched, data*, end}. */
interface AnswerListener {
    /** The request's head is on its way; its body may follow. Again, with another wire, when the call is repeated. */
    void connected(Wire wire);

    default void informational(HttpResponseStatus status, HttpHeaders headers) {}

    /** Headers as the application sent them. */
    void begin(HttpResponseStatus status, HttpHeaders headers);

    /** The application agreed to the Upgrade: bytes follow, both ways. */
    default void switched(HttpHeaders headers) {
        throw new IllegalStateException("no upgrade was asked for");
    }

    /** Takes ownership of the chunk. */
    void data(ByteBuf chunk);

    /** What was at hand has been delivered. */
    default void pauseForBreath() {}

    /** The wire takes more of the request's body. */
    default void writable() {}

    void end(HttpHeaders trailers);

    void failed(UpstreamFailure failure);
}
