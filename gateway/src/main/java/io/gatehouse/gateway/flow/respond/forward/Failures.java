package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.exchange.Exchange;

/** Answers a client whose request got no answer from the application. Nothing was sent to the client before. */
@FunctionalInterface
public interface Failures {
    void failed(Exchange exchange, UpstreamFailure failure);
}
