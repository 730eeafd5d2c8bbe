package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;

/** The one change of protocols that is passed on: to WebSocket. Others, such as h2c, would let requests through that nobody judges. */
final class Upgrade {
    static final String WEBSOCKET = "websocket";

    private Upgrade() {}

    static boolean isAsked(RequestHead head, boolean emptyBody) {
        HttpHeaders headers = head.headers();
        return emptyBody
                && head.method().equals("GET")
                && WEBSOCKET.equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE))
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    static void ask(HttpHeaders toServer) {
        toServer.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE).set(HttpHeaderNames.UPGRADE, WEBSOCKET);
    }
}
