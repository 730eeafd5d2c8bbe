/**
 * Requests passed on to applications, and their answers passed back: the pool of connections, header hygiene, streaming both ways at the slower side's pace.
 *
 * <p>An exchange's connection to the application lives on the same event loop as the client's connection, so that nothing here is shared between threads.
 */
@NullMarked
package io.gatehouse.gateway.flow.respond.forward;

import org.jspecify.annotations.NullMarked;
