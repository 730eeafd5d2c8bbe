package io.gatehouse.gateway.flow.accept;

/** A client's connection, whatever protocol it speaks. */
interface ClientConnection {
    /** The gateway goes down: what runs may end, nothing new begins. Called on the connection's event loop. */
    void drain();
}
