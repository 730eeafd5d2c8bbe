package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that never becomes an exchange: the status it is answered with, and why in a sentence that quotes nothing of the request. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final transient HttpResponseStatus status;

    Refusal(HttpResponseStatus status, String reason) {
        super(reason, null, false, false); // what a client sends often must be cheap
        this.status = status;
    }

    /** What could be read in two ways, or not at all. */
    static Refusal malformed(String reason) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, reason);
    }

    HttpResponseStatus status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
