package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** What carries one call to a server and its answer back. Of no use to the call once that has ended. */
sealed interface Wire permits Http1Connection, Http2Wire {
    /** How far a call came that broke. */
    enum Reach {
        /** The server did nothing with it. */
        UNSENT,
        SENT,
        /** Some of the answer is here. */
        ANSWERED
    }

    /** Whose it is, for logs. */
    String server();

    /** Sends the head, and the body if the call has it. */
    void send(OriginCall call);

    /** Takes ownership of a piece of the request's body. */
    void write(ByteBuf chunk);

    void endRequest(HttpHeaders trailers);

    boolean isWritable();

    void pauseAnswer();

    void resumeAnswer();

    /** Nobody wants the answer any more. */
    void cancel();

    /** Others used it before: it may have died since, which says nothing about the server. */
    boolean wasKept();
}
