/**
 * Bytes from clients, made into exchanges: listeners, TLS, HTTP/1.1 read strictly, the true client address.
 *
 * <p>One event loop owns a connection and all that hangs on it; nothing here takes a lock. The way of a byte: {@code RequestDecoder} (behind {@code HeadBytes},
 * which refuses what could be read in two ways) → {@code Http1Connection} (whose turn it is) → {@code StrictHead} → the handler.
 */
@NullMarked
package io.gatehouse.gateway.flow.accept;

import org.jspecify.annotations.NullMarked;
