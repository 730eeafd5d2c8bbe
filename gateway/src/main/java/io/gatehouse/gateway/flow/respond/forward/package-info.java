/** A request goes to the application, and its answer back to the client, as both stream by. */
package io.gatehouse.gateway.flow.respond.forward;
