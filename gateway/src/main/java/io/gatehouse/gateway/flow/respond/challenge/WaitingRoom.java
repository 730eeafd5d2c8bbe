package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.Means;
import io.gatehouse.gateway.challenge.factor.Passkeys;
import io.gatehouse.gateway.challenge.factor.TypedCodes;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.page.WaitingView;
import io.gatehouse.gateway.page.Way;
import io.gatehouse.gateway.store.Hold;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a client waits for its sign-in to be approved, on the application's own origin: the page with the code, its state, its live updates, and the release of the answer.
 */
public final class WaitingRoom {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);
    private static final Pattern PATH =
            Pattern.compile("/\\.gatehouse/challenges/([A-Za-z0-9_-]{1,64})(/events|/finish|/prove|/change|/passkey)?");

    private final Holding holding;
    private final Desk desk;
    private final Pages pages;
    private final ProofDesk proofs;

    public WaitingRoom(Holding holding, Desk desk, TypedCodes codes, Passkeys passkeys, Pages pages) {
        this.holding = holding;
        this.desk = desk;
        this.pages = pages;
        this.proofs = new ProofDesk(desk, codes, passkeys, pages);
    }

    /** Where a challenge's client waits. */
    static String page(String challenge) {
        return "/.gatehouse/challenges/" + challenge;
    }

    /** Sends a client there that has just signed in: a browser to the page, a script or an API client to the status. */
    public void admit(Exchange exchange, Holding.Waiting waiting, List<String> cookies) {
        HttpHeaders headers = new DefaultHttpHeaders();
        cookies.forEach(cookie -> headers.add("Set-Cookie", cookie));
        headers.add(
                "Set-Cookie",
                new ChallengeToken(waiting.challenge(), waiting.token())
                        .setCookie(exchange.client().secure()));
        String page = page(waiting.challenge());
        if (exchange.head().wantsHtml()) {
            pages.seeOther(exchange, page, headers);
            return;
        }
        headers.set("WWW-Authenticate", "Gatehouse");
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:gatehouse:challenge");
        members.put("title", "This sign-in waits for its owner's approval");
        members.put("challenge", waiting.challenge());
        members.put("code", waiting.code());
        members.put("expires", waiting.expires().toString());
        members.put("status", page);
        members.put("token", waiting.token());
        members.put("factors", waiting.means().words(waiting.passkeyOnly()));
        pages.problem(exchange, HttpResponseStatus.UNAUTHORIZED, members, headers);
    }

    /** The owner cannot be asked just now. */
    public void turnDown(Exchange exchange, Holding.NotNow notNow) {
        pages.later(
                exchange,
                HttpResponseStatus.TOO_MANY_REQUESTS,
                "Approval was asked for too often",
                "Wait a little, then sign in again.",
                notNow.retryAfter());
    }

    /** The state of a challenge that was asked for earlier; empty if nothing is known of it any more. */
    public CompletionStage<Optional<ChallengeState>> state(String challenge) {
        return desk.find(challenge).thenApply(found -> found.map(Challenge::state));
    }

    /** Sends a client back there that comes without its answer: only the one that was admitted knows the code. */
    public void sendBack(Exchange exchange, String challenge) {
        String page = page(challenge);
        boolean admitted = ChallengeToken.ofCookie(exchange.head())
                .filter(token -> token.challenge().equals(challenge))
                .isPresent();
        if (exchange.head().wantsHtml() && admitted) {
            pages.seeOther(exchange, page, new DefaultHttpHeaders());
            return;
        }
        pages.problem(
                exchange,
                HttpResponseStatus.UNAUTHORIZED,
                Map.of(
                        "type",
                        "urn:gatehouse:challenge",
                        "title",
                        "This sign-in waits for its owner's approval",
                        "challenge",
                        challenge,
                        "status",
                        page),
                new DefaultHttpHeaders().set("WWW-Authenticate", "Gatehouse"));
    }

    /** A request for {@code /.gatehouse/challenges/…}; false if it is for something else. */
    public boolean handle(Exchange exchange) {
        Matcher matcher = PATH.matcher(exchange.head().path());
        if (!matcher.matches()) {
            return false;
        }
        String challenge = matcher.group(1);
        String what = matcher.group(2) == null ? "" : matcher.group(2);
        String method = exchange.head().method();
        boolean posted = what.equals("/finish") || what.equals("/prove") || what.equals("/change");
        boolean allowed = posted ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
        if (!allowed) {
            pages.failure(
                    exchange,
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    "Method not allowed",
                    "Use " + (posted ? "POST." : "GET."));
            return true;
        }
        Optional<ChallengeToken> token = ChallengeToken.of(exchange.head(), challenge);
        CompletionStage<Optional<Hold>> hold = token.map(own -> holding.find(challenge, own.token()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        hold.whenCompleteAsync(
                (found, failure) -> {
                    if (failure != null) {
                        unavailable(exchange, failure);
                    } else if (found.isEmpty() || token.isEmpty()) {
                        ended(exchange, challenge);
                    } else {
                        switch (what) {
                            case "/events" -> new StateStream(exchange, desk).open(challenge);
                            case "/finish" ->
                                finish(exchange, found.get(), token.get().token());
                            case "/prove" ->
                                ifOwn(
                                        exchange,
                                        challenge,
                                        () -> proofs.take(
                                                exchange, found.get(), problem -> unavailable(exchange, problem)));
                            case "/passkey" ->
                                proofs.ask(exchange, found.get(), problem -> unavailable(exchange, problem));
                            case "/change" ->
                                ifOwn(
                                        exchange,
                                        challenge,
                                        () -> proofs.change(
                                                exchange, found.get(), problem -> unavailable(exchange, problem)));
                            default -> show(exchange, found.get(), token.get().token());
                        }
                    }
                },
                exchange.reply().eventLoop());
        return true;
    }

    /** A browser posts to the URL it signed in at, to get the held answer there; or it repeats a sign-in that was approved meanwhile. */
    public void finishAt(Exchange exchange, String challenge) {
        Optional<ChallengeToken> token = ChallengeToken.of(exchange.head(), challenge);
        if (token.isEmpty() || isCrossSite(exchange.head())) {
            ended(exchange, challenge);
            return;
        }
        holding.find(challenge, token.get().token())
                .whenCompleteAsync(
                        (found, failure) -> {
                            if (failure != null) {
                                unavailable(exchange, failure);
                            } else if (found.isEmpty()) {
                                ended(exchange, challenge);
                            } else {
                                finish(exchange, found.get(), token.get().token());
                            }
                        },
                        exchange.reply().eventLoop());
    }

    /**
     * Takes up a sign-in that this client waits for already, if it signs in again as the same user: approved meanwhile, it passes once; else the client is sent back to wait. A second challenge would
     * only make the phone ring twice.
     *
     * @return on the exchange's event loop: false if it waits for no such sign-in, and nothing was answered
     */
    public CompletionStage<Boolean> takeUp(Exchange exchange, String user) {
        Optional<ChallengeToken> token = ChallengeToken.ofCookie(exchange.head());
        if (token.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        String secret = token.get().token();
        return holding.find(token.get().challenge(), secret)
                .thenApply(found -> found.filter(hold -> hold.user().equals(user)))
                .thenCompose(found -> found.map(hold -> desk.find(hold.challenge())
                                .thenCombineAsync(
                                        desk.means(user, exchange.head().host()),
                                        (challenge, means) -> challenge
                                                .filter(one -> takeUp(exchange, hold, one, secret, means))
                                                .isPresent(),
                                        exchange.reply().eventLoop()))
                        .orElseGet(() -> CompletableFuture.completedFuture(false)));
    }

    private boolean takeUp(Exchange exchange, Hold hold, Challenge challenge, String token, Means means) {
        if (challenge.state() == ChallengeState.APPROVED) {
            finish(exchange, hold, token);
            return true;
        }
        if (challenge.state() == ChallengeState.PENDING) {
            admit(
                    exchange,
                    new Holding.Waiting(
                            hold.challenge(),
                            holding.code(hold, token).orElse(""),
                            challenge.expires(),
                            token,
                            challenge.passkeyOnly(),
                            means),
                    List.of());
            return true;
        }
        return false;
    }

    private void show(Exchange exchange, Hold hold, String token) {
        desk.find(hold.challenge())
                .thenCombine(
                        desk.means(hold.user(), exchange.head().host()),
                        (found, means) -> new Standing(hold, found, means))
                .whenCompleteAsync(
                        (standing, failure) -> {
                            if (failure != null) {
                                unavailable(exchange, failure);
                            } else if (exchange.head().wantsHtml()) {
                                pages.waiting(exchange, view(exchange, standing, token), new DefaultHttpHeaders());
                            } else {
                                pages.json(
                                        exchange,
                                        HttpResponseStatus.OK,
                                        Map.of("state", state(standing.state())),
                                        new DefaultHttpHeaders());
                            }
                        },
                        exchange.reply().eventLoop());
    }

    /** How it stands with what is held. */
    private record Standing(Hold hold, Optional<Challenge> challenge, Means means) {
        ChallengeState state() {
            return challenge.map(Challenge::state).orElse(ChallengeState.EXPIRED);
        }

        /** Its own end once it is approved or over is of no interest to who waited. */
        Instant expires() {
            return challenge
                    .filter(one -> one.state() == ChallengeState.PENDING)
                    .map(Challenge::expires)
                    .orElse(hold.expires());
        }

        Ways ways() {
            return Ways.of(means, challenge.map(Challenge::passkeyOnly).orElse(false));
        }
    }

    private WaitingView view(Exchange exchange, Standing standing, String token) {
        Hold hold = standing.hold();
        Map<String, List<String>> query = new QueryStringDecoder(exchange.head().target()).parameters();
        Ways ways = standing.ways();
        Way way = ways.named(String.join("", query.getOrDefault("way", List.of())));
        return new WaitingView(
                hold.challenge(),
                holding.code(hold, token).orElse(""),
                standing.expires(),
                state(standing.state()),
                hold.navigation() ? hold.target() : "",
                hold.back(),
                exchange.head().host(),
                way,
                ways.besides(way),
                String.join("", query.getOrDefault("said", List.of())));
    }

    /** Goes on unless another site's page may have sent it: browsers send the cookie by themselves. */
    private void ifOwn(Exchange exchange, String challenge, Runnable action) {
        if (ChallengeToken.isCookieOnly(exchange.head()) && isCrossSite(exchange.head())) {
            ended(exchange, challenge);
        } else {
            action.run();
        }
    }

    private void finish(Exchange exchange, Hold hold, String token) {
        ifOwn(exchange, hold.challenge(), () -> release(exchange, hold, token));
    }

    private void release(Exchange exchange, Hold hold, String token) {
        holding.release(hold, token)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (failure != null) {
                                unavailable(exchange, failure);
                            } else if (answer.isPresent()) {
                                deliver(exchange, hold, answer.get());
                            } else {
                                notYet(exchange, hold);
                            }
                        },
                        exchange.reply().eventLoop());
    }

    private static void deliver(Exchange exchange, Hold hold, Answer answer) {
        HttpHeaders headers = exchange.head().target().equals(hold.target())
                ? answer.headers().copy()
                : AnswerElsewhere.headers(answer, hold.target());
        headers.add("Set-Cookie", ChallengeToken.clearCookie(exchange.client().secure()));
        exchange.reply().send(answer.status(), headers, answer.body());
    }

    private void notYet(Exchange exchange, Hold hold) {
        if (exchange.head().wantsHtml()) {
            pages.seeOther(exchange, page(hold.challenge()), new DefaultHttpHeaders());
        } else {
            pages.problem(
                    exchange,
                    HttpResponseStatus.CONFLICT,
                    Map.of("type", "urn:gatehouse:not-approved", "title", "This sign-in is not approved"),
                    new DefaultHttpHeaders());
        }
    }

    /** No hold, or not this client's: the two must look alike. But what became of a challenge is no secret to who knows its id. */
    private void ended(Exchange exchange, String challenge) {
        desk.find(challenge)
                .whenCompleteAsync(
                        (found, failure) -> {
                            boolean over = failure == null
                                    && found.filter(one -> one.state() != ChallengeState.PENDING)
                                            .isPresent();
                            if (over
                                    && !exchange.head().wantsHtml()
                                    && exchange.head().method().equals("GET")) {
                                pages.json(
                                        exchange,
                                        HttpResponseStatus.OK,
                                        Map.of("state", state(found.get().state())),
                                        new DefaultHttpHeaders());
                            } else {
                                pages.failure(
                                        exchange,
                                        over ? HttpResponseStatus.GONE : HttpResponseStatus.NOT_FOUND,
                                        over ? "This sign-in is over" : "No such sign-in",
                                        "Go back to the application and sign in again.");
                            }
                        },
                        exchange.reply().eventLoop());
    }

    private void unavailable(Exchange exchange, Throwable failure) {
        LOG.error("The waiting room cannot reach its store (reference {})", exchange.id(), failure);
        pages.failure(
                exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, "Temporarily unavailable", "Try again in a moment.");
    }

    static String state(ChallengeState state) {
        return switch (state) {
            case CANCELLED -> "expired";
            case REDEEMED -> "approved";
            default -> state.name().toLowerCase(Locale.ROOT);
        };
    }

    private static boolean isCrossSite(RequestHead head) {
        String site = head.headers().get("Sec-Fetch-Site", "same-origin");
        return !site.equals("same-origin") && !site.equals("none");
    }
}
