package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http2.Http2Stream;

/** One exchange on an HTTP/2 connection. */
final class Http2Call {
    private final Http2Stream stream;
    private final Http2Body body;
    private final Http2Reply reply;
    private final Pace pace;

    Http2Call(Http2Stream stream, Http2Body body, Http2Reply reply, Pace pace) {
        this.stream = stream;
        this.body = body;
        this.reply = reply;
        this.pace = pace;
    }

    Http2Stream stream() {
        return stream;
    }

    Http2Body body() {
        return body;
    }

    Http2Reply reply() {
        return reply;
    }

    void moved(long bytes) {
        pace.moved(bytes);
    }

    /** Asked every second or so. A conversation, in which both sides have begun to speak, has the pace that its parties give it. */
    boolean isTooSlow(long now) {
        boolean sends = body.isAwaited() && !reply.hasBegun();
        boolean takes = reply.hasBegun() && !reply.isWritable();
        if (sends || takes) {
            pace.start(now);
        } else {
            pace.stop();
        }
        return pace.isTooSlow(now);
    }
}
