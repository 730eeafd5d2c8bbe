package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.push.PushBell;
import io.gatehouse.gateway.config.PhoneOrigin;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.page.Assets;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request to the phone's own origin: the page at {@code /}, its files, and the API. Nothing else is there, and nothing is ever forwarded. */
public final class PhoneDesk implements ExchangeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PhoneDesk.class);
    private static final String API = "/.gatehouse/phone/";
    private static final Pattern ANSWER = Pattern.compile("challenges/([A-Za-z0-9_-]{22})/answer");
    private static final int ENROLMENTS_A_MINUTE = 30;
    private static final int SIGNED_A_MINUTE = 600;

    private final Desk desk;
    private final Pages pages;
    private final PhoneApi api;
    private final String origin;
    private final AddressRates enrolmentRates;
    private final AddressRates signedRates;
    private final Assets assets = new Assets(
            PhoneDesk.class,
            Map.of(
                    "/", "phone.html",
                    "/worker.js", "worker.js",
                    "/.gatehouse/phone.webmanifest", "phone.webmanifest",
                    "/.gatehouse/phone.css", "phone.css",
                    "/.gatehouse/phone.js", "phone.js",
                    "/.gatehouse/phone.svg", "phone.svg",
                    "/.gatehouse/openapi.yaml", "openapi.yaml"));

    /** @param origin {@code scheme://host[:port]} of the phone page */
    public PhoneDesk(
            Desk desk,
            PushBell bell,
            Enrolments enrolments,
            Keyring keyring,
            Pages pages,
            URI origin,
            SecureRandom random,
            InstantSource clock) {
        this.desk = desk;
        this.pages = pages;
        this.origin = PhoneOrigin.of(origin);
        this.api = new PhoneApi(desk, bell, enrolments, keyring, this.origin, random, clock);
        this.enrolmentRates = new AddressRates(ENROLMENTS_A_MINUTE, clock);
        this.signedRates = new AddressRates(SIGNED_A_MINUTE, clock);
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead head = exchange.head();
        if (assets.serve(exchange) || pages.asset(exchange)) {
            return;
        }
        if (!head.path().startsWith(API)) {
            pages.failure(
                    exchange, HttpResponseStatus.NOT_FOUND, "Nothing here", "The phone page is at " + origin + "/");
            return;
        }
        try {
            requireOwnOrigin(head);
            route(exchange, head.path().substring(API.length()));
        } catch (Refusal refusal) {
            refuse(exchange, refusal);
        }
    }

    private void route(Exchange exchange, String what) {
        Matcher answer = ANSWER.matcher(what);
        if (what.equals("enrol")) {
            requireRate(enrolmentRates, exchange);
            answer(exchange, HttpResponseStatus.CREATED, posted(exchange).thenCompose(api::enrol));
        } else if (what.equals("nonce")) {
            answer(exchange, HttpResponseStatus.OK, posted(exchange).thenApply(body -> api.nonce()));
        } else if (what.equals("session")) {
            answer(exchange, HttpResponseStatus.OK, posted(exchange).thenCompose(api::session));
        } else if (what.equals("push") && exchange.head().method().equals("GET")) {
            answer(exchange, HttpResponseStatus.OK, CompletableFuture.completedFuture(api.pushServices()));
        } else if (what.equals("push")) {
            answer(exchange, HttpResponseStatus.OK, posted(exchange).thenCompose(api::changePush));
        } else if (what.equals("challenges")) {
            answer(exchange, HttpResponseStatus.OK, bearer(exchange).thenCompose(api::asked));
        } else if (what.equals("events")) {
            bearer(exchange)
                    .whenCompleteAsync(
                            (device, failure) -> {
                                if (failure == null) {
                                    stream(exchange, device);
                                } else {
                                    fail(exchange, failure);
                                }
                            },
                            exchange.reply().eventLoop());
        } else if (answer.matches()) {
            answer(
                    exchange,
                    HttpResponseStatus.OK,
                    posted(exchange).thenCompose(body -> api.answer(answer.group(1), body)));
        } else {
            throw new Refusal(
                    HttpResponseStatus.NOT_FOUND, "no-such-path", "The API is described in /.gatehouse/openapi.yaml");
        }
    }

    /** A page elsewhere has no business here. Nothing here rests on cookies, so this only makes it plain. */
    private void requireOwnOrigin(RequestHead head) {
        String from = head.headers().get(HttpHeaderNames.ORIGIN);
        if (from != null && !from.equals(origin)) {
            throw new Refusal(HttpResponseStatus.FORBIDDEN, "foreign-origin", "Only " + origin + " may ask here");
        }
    }

    private static void requireRate(AddressRates rates, Exchange exchange) {
        if (!rates.admits(exchange.client().address())) {
            throw new Refusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS, "too-many-requests", "Too many requests: wait for a minute");
        }
    }

    private CompletionStage<byte[]> posted(Exchange exchange) {
        requireMethod(exchange, "POST");
        requireRate(signedRates, exchange);
        String type =
                exchange.head().headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.startsWith("application/json;")) {
            throw new Refusal(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", "The Content-Type must be application/json");
        }
        return SmallBody.of(exchange.body());
    }

    private CompletionStage<Device> bearer(Exchange exchange) {
        requireMethod(exchange, "GET");
        return api.bearer(exchange.head().headers().get(HttpHeaderNames.AUTHORIZATION));
    }

    private static void requireMethod(Exchange exchange, String method) {
        if (!exchange.head().method().equals(method)) {
            throw new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "method", "Only " + method + " is possible here");
        }
    }

    private void answer(Exchange exchange, HttpResponseStatus status, CompletionStage<Map<String, ?>> result) {
        result.whenCompleteAsync(
                (members, failure) -> {
                    if (failure == null) {
                        pages.json(exchange, status, members, EmptyHttpHeaders.INSTANCE);
                    } else {
                        fail(exchange, failure);
                    }
                },
                exchange.reply().eventLoop());
    }

    /** The token is looked at for each event anew: one that has ended, or whose phone was disabled, gets no more. */
    private void stream(Exchange exchange, Device device) {
        try {
            EventStream.open(
                    exchange.reply(),
                    update -> desk.watchUser(device.user(), changed -> update.run()),
                    () -> bearer(exchange).thenCompose(api::asked));
        } catch (RejectedExecutionException e) {
            refuse(
                    exchange,
                    new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "too-many-streams", "Poll challenges instead"));
        }
    }

    private void fail(Exchange exchange, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refusal refusal) {
            refuse(exchange, refusal);
        } else if (cause instanceof java.nio.channels.ClosedChannelException) {
            exchange.reply().abort();
        } else {
            LOG.error("The phone API failed (reference {})", exchange.id(), cause);
            pages.failure(
                    exchange,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "Temporarily unavailable",
                    "Try again in a moment.");
        }
    }

    private void refuse(Exchange exchange, Refusal refusal) {
        LOG.info("The phone API refused a request: {} (reference {})", refusal.type(), exchange.id());
        HttpHeaders headers = new DefaultHttpHeaders();
        if (refusal.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        } else if (refusal.status().equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
            headers.set(HttpHeaderNames.RETRY_AFTER, "60");
        }
        pages.problem(exchange, refusal.status(), refusal.members(), headers);
    }
}
