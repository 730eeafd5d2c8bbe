package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Looks at an answer on its way to the client. Called on the exchange's event loop; never blocks. */
public interface AnswerWatch {
    /** Looks at nothing. */
    AnswerWatch NONE = new AnswerWatch() {};

    /**
     * The answer's head, end-to-end headers only, which may be added to.
     *
     * @return false to withhold the answer: forward discards what is left of it, and whoever watches answers the client
     */
    default boolean head(HttpResponseStatus status, HttpHeaders headers) {
        return true;
    }

    /** A piece of the body that is about to be passed on. A view: neither read from, released nor kept. */
    default void body(ByteBuf view) {}

    /**
     * Nothing more comes. Called once.
     *
     * @param complete false when the answer broke off, or never began: the application failed, or the client left
     */
    default void end(boolean complete) {}
}
