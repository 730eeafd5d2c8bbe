package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.challenge.enrol.EnrolmentDesk;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.flow.detect.Detector;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import io.gatehouse.gateway.flow.detect.QuarantineCheck;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.DeviceProofs;
import io.gatehouse.gateway.flow.enrich.DeviceTag;
import io.gatehouse.gateway.flow.enrich.Enricher;
import io.gatehouse.gateway.flow.judge.Judge;
import io.gatehouse.gateway.flow.respond.challenge.Holding;
import io.gatehouse.gateway.flow.respond.challenge.ShutOut;
import io.gatehouse.gateway.flow.respond.challenge.WaitingRoom;
import io.gatehouse.gateway.flow.respond.forward.Forwarder;
import io.gatehouse.gateway.flow.settle.Settler;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.store.Proofs;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms along the corridor, in its order, and what is decided about a request by the whole of them.
 *
 * @param config what the operator wants
 * @param mode what of that is in force now
 * @param phone answers the phone's origin
 */
public record Rooms(
        Config config,
        Supplier<Config.Mode> mode,
        Detector detector,
        QuarantineCheck quarantine,
        Enricher enricher,
        DeviceCookies deviceCookies,
        DeviceProofs deviceProofs,
        Pseudonyms pseudonyms,
        Judge judge,
        Forwarder forwarder,
        VerdictHeaders verdictHeaders,
        Proofs proofs,
        Holding holding,
        WaitingRoom waitingRoom,
        ShutOut shutOut,
        EnrolmentDesk enrolment,
        Unanswered unanswered,
        SignOuts signOuts,
        Settler settler,
        DecisionLog decisions,
        Versions versions,
        Pages pages,
        ExchangeHandler phone) {
    private static final Logger LOG = LoggerFactory.getLogger(LoginFlow.class);

    /** Tells a client that something failed here that should not; returns null, so that stages can end with it. */
    @Nullable
    Void failed(Exchange exchange, Throwable failure) {
        LOG.error("request {}: the gateway failed", exchange.id(), failure);
        if (exchange.reply().hasBegun()) {
            exchange.reply().abort();
        } else {
            pages.failure(
                    exchange,
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    "The gateway failed",
                    "Try again; if it fails again, name the reference to the people who run this service.");
        }
        return null;
    }

    /** Tells a client that what it sent may be a sign-in, and is none that can be judged. */
    void unreadable(Exchange exchange, MalformedLogin why) {
        if (why.isTooLong()) {
            pages.failure(exchange, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "This sign-in is too long", why.why());
        } else {
            pages.failure(exchange, HttpResponseStatus.BAD_REQUEST, "This sign-in cannot be read", why.why());
        }
    }

    /** What the application gets with a sign-in, besides what the client sent; where its body must be read, it is asked for one that can be. */
    HttpHeaders toUpstream(Judged judged, boolean readable) {
        String requestId = config.requestId().header();
        HttpHeaders headers =
                verdictHeaders.of(judged).set(requestId, judged.exchange().requestId(requestId));
        return readable ? headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY) : headers;
    }

    void settle(Judged judged, Outcome outcome) {
        settler.settle(judged.ending(outcome));
    }

    /** The owner is asked, and the client waits. */
    void admit(Judged judged, Holding.Waiting waiting) {
        settler.challenged(judged.enriched().traces(), judged.attempt().at());
        waitingRoom.admit(
                judged.exchange(), waiting, deviceCookie(judged).map(List::of).orElse(List.of()));
    }

    /** The cookie that a sign-in's answer sets on the device, if that has none yet or an old one. */
    Optional<String> deviceCookie(Judged judged) {
        DeviceTag device = judged.enriched().device();
        return device.needsCookie()
                ? Optional.of(deviceCookies.issue(
                        device.id(),
                        judged.attempt().at(),
                        judged.exchange().client().secure()))
                : Optional.empty();
    }
}
