package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Sees an upstream's answer pass by. */
public interface AnswerWatch {
    /** Watches nothing. */
    AnswerWatch NONE = new AnswerWatch() {};

    /** The answer's head, before the client gets it: headers may be added. False withholds the answer; the watch then answers the client itself. */
    default boolean head(HttpResponseStatus status, HttpHeaders headers) {
        return true;
    }

    /** A piece of the body, to look at only. */
    default void body(ByteBuf view) {}

    /** Nothing follows. */
    default void end(boolean complete) {}
}
