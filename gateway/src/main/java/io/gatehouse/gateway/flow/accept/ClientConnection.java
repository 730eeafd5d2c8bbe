package io.gatehouse.gateway.flow.accept;

import java.time.Duration;

/** A client's connection, whatever protocol it speaks. */
interface ClientConnection {
    /** From saying that nothing more should be asked to accepting no more: longer than a round trip. */
    Duration LAST_CALL = Duration.ofSeconds(1);

    /** The gateway goes down: what runs may end, nothing new begins. Called on the connection's event loop. */
    void drain();
}
