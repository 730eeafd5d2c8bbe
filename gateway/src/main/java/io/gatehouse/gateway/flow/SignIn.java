package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.exchange.Signals;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.DeviceProofs;
import io.gatehouse.gateway.flow.enrich.Enriched;
import io.gatehouse.gateway.telemetry.Decision;
import io.gatehouse.risk.Judgement;
import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One sign-in on its way down the corridor, from the user's name to the verdict. Lives on its exchange's event loop. */
final class SignIn {
    private static final int LONGEST_USER_AGENT = 512;
    private static final int LONGEST_LANGUAGE = 256;
    private static final int LONGEST_BRANDS = 256;
    private static final int LONGEST_PLATFORM = 32;

    private final Rooms rooms;
    private final Exchange exchange;
    private final Config.Login login;
    private final Config.Route route;
    private final byte[] body;
    private final LoginAttempt attempt;
    private final Map<String, Long> took = new LinkedHashMap<>();
    private long since = System.nanoTime();

    SignIn(Rooms rooms, Exchange exchange, Config.Login login, Config.Route route, String user, byte[] body) {
        this.rooms = rooms;
        this.exchange = exchange;
        this.login = login;
        this.route = route;
        this.body = body;
        this.attempt = attempt(exchange, login, user, rooms.config().privacy().mode());
    }

    static LoginAttempt attempt(Exchange exchange, Config.Login login, String user, Config.PrivacyMode privacy) {
        boolean secure = exchange.client().secure();
        RequestCookies cookies = RequestCookies.of(exchange.head().headers());
        return new LoginAttempt(
                exchange.id(),
                exchange.at(),
                login.path().text(),
                user,
                exchange.client().address(),
                header(exchange, "User-Agent", LONGEST_USER_AGENT),
                header(exchange, "Accept-Language", LONGEST_LANGUAGE),
                cookies.value(DeviceCookies.name(secure)).orElse(null),
                privacy == Config.PrivacyMode.STRICT ? Signals.NONE : signals(exchange, cookies));
    }

    private static Signals signals(Exchange exchange, RequestCookies cookies) {
        return new Signals(
                exchange.client().manner(),
                exchange.client().proxied()
                        ? ""
                        : HeaderShape.of(exchange.head().headers()),
                Objects.requireNonNullElse(header(exchange, "Sec-CH-UA", LONGEST_BRANDS), ""),
                Objects.requireNonNullElse(header(exchange, "Sec-CH-UA-Platform", LONGEST_PLATFORM), ""),
                cookies.value(DeviceProofs.cookie(exchange.client().secure())).orElse(""),
                exchange.head().method() + " " + exchange.head().target().split("\\?", 2)[0],
                exchange.client().proxied()
                        ? ""
                        : (exchange.client().secure() ? "https://" : "http://")
                                + exchange.head().host());
    }

    private static @Nullable String header(Exchange exchange, String name, int longest) {
        String value = exchange.head().headers().get(name);
        return value == null || value.length() <= longest ? value : value.substring(0, longest);
    }

    void start() {
        judge().thenAccept(this::respond).exceptionally(failure -> rooms.failed(exchange, failure));
    }

    /** Completes on the exchange's event loop. */
    CompletionStage<Judged> judge() {
        EventLoop loop = exchange.reply().eventLoop();
        return rooms.enricher()
                .enrich(attempt)
                .thenComposeAsync(
                        enriched -> {
                            tookSince("enrich");
                            return rooms.judge()
                                    .judge(enriched.facts(), enriched.unknown().contains(Enriched.Source.MEMORY))
                                    .thenApplyAsync(judgement -> judged(enriched, judgement), loop);
                        },
                        loop);
    }

    private Judged judged(Enriched enriched, Judgement judgement) {
        tookSince("judge");
        Config.Mode mode = rooms.mode().get();
        exchange.reply().judged(judgement.verdict().name().toLowerCase(Locale.ROOT));
        String device = Long.toHexString(enriched.traces().device());
        boolean shown = enriched.device().shown();
        rooms.decisions()
                .judged(new Decision(
                        attempt,
                        mode,
                        shown ? device : null,
                        shown ? null : device,
                        judgement,
                        enriched.facts(),
                        rooms.versions().byName(),
                        took));
        return new Judged(exchange, login, route, body, attempt, enriched, judgement, mode);
    }

    private void respond(Judged judged) {
        switch (judged.enforced()) {
            case PASS -> new PassedSignIn(rooms, judged).start();
            case CHALLENGE -> new ChallengedSignIn(rooms, judged).start();
            case BLOCK -> {
                rooms.settle(judged, Outcome.BLOCKED);
                rooms.pages().blocked(exchange, attempt.id());
            }
        }
    }

    private void tookSince(String stage) {
        long now = System.nanoTime();
        took.put(stage, (now - since) / 1_000);
        since = now;
    }
}
