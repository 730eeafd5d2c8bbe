package io.gatehouse.gateway.flow.respond.forward;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseDecoder;

/**
 * Reads HTTP/1.1 answers, one for each request. Unlike Netty's client codec it can tell whether a server sent anything behind an answer, were it only half of a head: the next answer would be taken for
 * the rest of it.
 */
final class AnswerDecoder extends HttpResponseDecoder {
    private boolean toHead;

    AnswerDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(Greeting.LARGEST_HEAD)
                .setMaxHeaderSize(Greeting.LARGEST_HEAD)
                .setMaxChunkSize(64 * 1024));
    }

    /** The next answer is to a request of this kind. */
    void expectAnswerTo(HttpMethod method) {
        toHead = method.equals(HttpMethod.HEAD);
    }

    boolean hasMore() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }
}
