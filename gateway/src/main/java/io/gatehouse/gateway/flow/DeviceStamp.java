package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/** Gives the device script the stamp that its next proof must carry. It costs one HMAC and is kept nowhere, so that asking for many gains nothing. */
final class DeviceStamp {
    private static final String PATH = "/.gatehouse/device/stamp";

    private final Rooms rooms;

    DeviceStamp(Rooms rooms) {
        this.rooms = rooms;
    }

    /** False if the request is for something else. */
    boolean handle(Exchange exchange) {
        if (!exchange.head().path().equals(PATH) || rooms.config().privacy().mode() == Config.PrivacyMode.STRICT) {
            return false;
        }
        if (!exchange.head().method().equals("GET")) {
            exchange.reply()
                    .send(
                            HttpResponseStatus.METHOD_NOT_ALLOWED,
                            new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, "GET"),
                            new byte[0]);
            return true;
        }
        Map<String, String> members = Map.of("stamp", rooms.deviceProofs().stamp(exchange.at()));
        rooms.pages().json(exchange, HttpResponseStatus.OK, members, new DefaultHttpHeaders());
        return true;
    }
}
