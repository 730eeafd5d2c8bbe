package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.flow.respond.forward.Forwarder;
import io.gatehouse.gateway.flow.respond.forward.UpstreamFailure;
import io.gatehouse.gateway.page.Pages;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a client that the application gave no answer, with a reference under which the log says why. */
public final class Unanswered implements Forwarder.Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Unanswered.class);

    private final Pages pages;

    public Unanswered(Pages pages) {
        this.pages = pages;
    }

    /** It answered, but not so that the answer could be handed on. */
    void unusable(Exchange exchange) {
        pages.failure(
                exchange,
                HttpResponseStatus.BAD_GATEWAY,
                "The application gave no usable answer",
                "Try again in a moment.");
    }

    @Override
    public void answer(Exchange exchange, UpstreamFailure failure) {
        LOG.warn("request {}: {}", exchange.id(), failure.getMessage());
        if (failure.kind() == UpstreamFailure.Kind.TIMEOUT) {
            pages.failure(
                    exchange,
                    HttpResponseStatus.GATEWAY_TIMEOUT,
                    "The application takes too long",
                    "Try again in a moment.");
        } else if (failure.kind() == UpstreamFailure.Kind.BUSY) {
            pages.later(
                    exchange,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "The application is busy",
                    "Try again in a moment.",
                    Duration.ofSeconds(1));
        } else {
            pages.failure(
                    exchange,
                    HttpResponseStatus.BAD_GATEWAY,
                    "The application does not answer",
                    "Try again in a moment.");
        }
    }
}
