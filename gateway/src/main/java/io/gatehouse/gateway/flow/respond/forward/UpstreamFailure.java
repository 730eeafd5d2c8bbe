package io.gatehouse.gateway.flow.respond.forward;

import java.io.IOException;

/** An upstream gave no usable answer. */
public final class UpstreamFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** How far it came. */
    public enum Kind {
        /** No connection: the upstream saw nothing of the request. */
        UNREACHABLE,
        /** It did not answer in time. */
        TIMEOUT,
        /** It broke off, or what it sent was not HTTP. */
        BROKEN,
        /** Its answer is larger than can be held. */
        TOO_LARGE
    }

    private final Kind kind;

    UpstreamFailure(Kind kind, String message) {
        super(message, null);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
