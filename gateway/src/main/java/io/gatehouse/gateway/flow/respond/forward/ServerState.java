package io.gatehouse.gateway.flow.respond.forward;

import java.net.URI;

/**
 * How a server stands at a moment.
 *
 * @param calls under way
 * @param connections open or being made
 * @param healthy what its health check found last
 * @param passedOver because calls to it failed
 */
public record ServerState(
        String upstream, URI server, int calls, int connections, boolean healthy, boolean passedOver) {}
