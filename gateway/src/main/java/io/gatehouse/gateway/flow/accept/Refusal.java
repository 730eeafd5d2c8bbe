package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that is not let in. The reason is for its sender and holds nothing of what was sent. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final transient HttpResponseStatus status;

    Refusal(HttpResponseStatus status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    static Refusal badRequest(String reason) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, reason);
    }

    HttpResponseStatus status() {
        return status;
    }
}
