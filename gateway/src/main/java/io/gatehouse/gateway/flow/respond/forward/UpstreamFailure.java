package io.gatehouse.gateway.flow.respond.forward;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An application did not answer, or what it answered was no HTTP. The message is for the log: it names the server. */
public final class UpstreamFailure extends IOException {
    private static final long serialVersionUID = 1;

    private final transient HttpResponseStatus status;

    private UpstreamFailure(HttpResponseStatus status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** Could not be reached, broke off, or answered nonsense. */
    static UpstreamFailure bad(String message, @Nullable Throwable cause) {
        return new UpstreamFailure(HttpResponseStatus.BAD_GATEWAY, message, cause);
    }

    static UpstreamFailure late(String message) {
        return new UpstreamFailure(HttpResponseStatus.GATEWAY_TIMEOUT, message, null);
    }

    /** What the client should be told: 502 or 504. */
    public HttpResponseStatus status() {
        return status;
    }
}
