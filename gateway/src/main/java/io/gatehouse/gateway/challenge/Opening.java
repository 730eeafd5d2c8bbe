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
     * @param enrolled the user has a phone that can answer it
     * @param woken one of them is told by push, as far as is known; else its page or app must be open
     */
    record Opened(String id, String code, Instant expires, boolean enrolled, boolean woken) implements Opening {
        /** The code is a secret of the waiting client. */
        @Override
        public String toString() {
            return "Opened[" + id + "]";
        }
    }

    /** The phone rings already for somebody else, or has rung too often: no approval can be asked for now. */
    record TooMany(Duration retryAfter) implements Opening {}
}
