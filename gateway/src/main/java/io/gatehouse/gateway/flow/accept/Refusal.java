package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
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

    /** Of the answer, but for its length. */
    HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
        return status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)
                ? headers.set(HttpHeaderNames.RETRY_AFTER, 1)
                : headers;
    }

    /** What the client is told: {@code application/problem+json} (RFC 9457). */
    byte[] problem() {
        return ("{\"type\":\"about:blank\",\"title\":\"" + status.reasonPhrase() + "\",\"status\":" + status.code()
                        + ",\"detail\":\"" + reason() + "\"}\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
