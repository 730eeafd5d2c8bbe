package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** Accompanies an answer on its way to the client. Called on the exchange's event loop; never blocks. */
public interface AnswerWatch {
    /** Lets everything go by. */
    AnswerWatch NONE = new AnswerWatch() {};

    /**
     * The answer's head, end-to-end headers only, which may be added to.
     *
     * @return false to withhold the answer: forward discards what is left of it, and whoever watches answers the client
     */
    default boolean head(HttpResponseStatus status, HttpHeaders headers) {
        return true;
    }

    /**
     * A piece of the body on its way. Takes ownership of it.
     *
     * @return what goes on in its place: the piece itself, as a rule; null to break the answer off
     */
    default @Nullable ByteBuf body(ByteBuf chunk) {
        return chunk;
    }

    /** What goes on after the last piece. */
    default ByteBuf last() {
        return Unpooled.EMPTY_BUFFER;
    }

    /**
     * Nothing more comes. Called once.
     *
     * @param complete false when the answer broke off, or never began: the application failed, or the client left
     */
    default void end(boolean complete) {}
}
