package io.gatehouse.gateway.exchange;

/** Takes each request that was accepted; sees to it that its reply is ended or aborted. Called on the request's event loop; never blocks. */
@FunctionalInterface
public interface ExchangeHandler {
    void handle(Exchange exchange);
}
