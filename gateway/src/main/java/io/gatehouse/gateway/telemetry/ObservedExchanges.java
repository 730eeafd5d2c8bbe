package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** Accompanies exchanges from their beginning to their end. */
public final class ObservedExchanges implements ExchangeHandler {
    private final ExchangeHandler handler;
    private final @Nullable AccessLog log;
    private final @Nullable String requestId;

    /**
     * @param log null: none is kept
     * @param requestId header that names requests to their clients; null: none does
     */
    public ObservedExchanges(ExchangeHandler handler, @Nullable AccessLog log, @Nullable String requestId) {
        this.handler = handler;
        this.log = log;
        this.requestId = requestId;
    }

    @Override
    public void handle(Exchange exchange) {
        Observed observed = new Observed(exchange, log, requestId).start();
        Exchange watched = exchange.with(observed);
        boolean sends = !exchange.body().isEmpty() || exchange.head().headers().contains(HttpHeaderNames.UPGRADE);
        handler.handle(sends ? watched.with(new CountedBody(exchange.body(), observed)) : watched);
    }
}
