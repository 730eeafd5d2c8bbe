package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

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

    /** The load is shed, and this request with it. */
    static Refusal overloaded() {
        return new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "The gateway is overloaded; try again in a moment.");
    }

    HttpResponseStatus status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** What the client is told: {@code application/problem+json} (RFC 9457). */
    byte[] problem() {
        return ("{\"type\":\"about:blank\",\"title\":\"" + status.reasonPhrase() + "\",\"status\":" + status.code()
                        + ",\"detail\":\"" + reason() + "\"}\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
