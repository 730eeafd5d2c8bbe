package io.gatehouse.gateway.challenge;

import java.time.Duration;
import java.time.Instant;

/** What came of asking for an approval. */
public sealed interface Opening {
    /**
     * It rings.
     *
     * @param code 6 digits, to be shown to the client that signs in and to nobody else
     * @param expires until when it can be answered
     * @param passkeyOnly nothing but a passkey on the browser that signs in may approve it
     * @param means what its user has to approve it with
     */
    record Opened(String id, String code, Instant expires, boolean passkeyOnly, Means means) implements Opening {
        /** The code is a secret of the waiting client. */
        @Override
        public String toString() {
            return "Opened[" + id + "]";
        }
    }

    /** The phone rings already for somebody else, or has rung too often: no approval can be asked for now. */
    record TooMany(Duration retryAfter) implements Opening {}
}
