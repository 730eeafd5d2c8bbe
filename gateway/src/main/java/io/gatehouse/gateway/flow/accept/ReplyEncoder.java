package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Netty's response encoder, told when the answer is to a HEAD request: its length is announced, its body is not sent. */
final class ReplyEncoder extends HttpResponseEncoder {
    private boolean headOnly;

    void headOnly(boolean only) {
        headOnly = only;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return headOnly || super.isContentAlwaysEmpty(response);
    }
}
