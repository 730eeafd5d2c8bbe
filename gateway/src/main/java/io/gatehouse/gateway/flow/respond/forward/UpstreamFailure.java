package io.gatehouse.gateway.flow.respond.forward;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An upstream gave no usable answer. The message names the server, and is for the log, not for clients. */
public final class UpstreamFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** How far it came. */
    public enum Kind {
        /** No connection: the upstream saw nothing of the request. */
        UNREACHABLE,
        /** There may be no more connections, and enough requests wait for one: the upstream saw nothing of the request. */
        BUSY,
        /** It did not accept a connection, or did not answer, in time. */
        TIMEOUT,
        /** It broke off, or what it sent was not HTTP. */
        BROKEN,
        /** Its answer is larger than can be held. */
        TOO_LARGE
    }

    private final Kind kind;

    UpstreamFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static UpstreamFailure broken(String message, @Nullable Throwable cause) {
        return new UpstreamFailure(Kind.BROKEN, message, cause);
    }

    static UpstreamFailure late(String message) {
        return new UpstreamFailure(Kind.TIMEOUT, message, null);
    }

    static UpstreamFailure busy(String message) {
        return new UpstreamFailure(Kind.BUSY, message, null);
    }

    /** The same, for a request that an earlier try may have brought to a server. */
    UpstreamFailure afterBeingSeen() {
        return isUnseen() ? new UpstreamFailure(Kind.BROKEN, message(), this) : this;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    /** Whether the upstream certainly saw nothing of the request. */
    public boolean isUnseen() {
        return kind == Kind.UNREACHABLE || kind == Kind.BUSY;
    }

    public Kind kind() {
        return kind;
    }
}
