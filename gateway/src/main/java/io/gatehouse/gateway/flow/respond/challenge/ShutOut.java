package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.store.Hold;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers requests whose session is shut out. The browser that waits is shown its waiting page; anybody else is told to sign in. A session that will never be free again is also taken away from the
 * browser, so that its owner can begin anew; one that may yet be approved is not.
 */
public final class ShutOut {
    private final Holding holding;
    private final Desk desk;
    private final Pages pages;

    public ShutOut(Holding holding, Desk desk, Pages pages) {
        this.holding = holding;
        this.desk = desk;
        this.pages = pages;
    }

    /**
     * Answers a request.
     *
     * @param reason as the quarantine gives it
     */
    public void turnAway(Exchange exchange, String reason) {
        if (ShutOutReason.isUnderWay(reason, exchange.at())) {
            pages.later(
                    exchange,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "A sign-in is under way",
                    "This session is signing in just now.",
                    Duration.ofSeconds(1));
            return;
        }
        Optional<ChallengeToken> token =
                exchange.head().wantsHtml() ? ChallengeToken.ofCookie(exchange.head()) : Optional.empty();
        CompletionStage<Optional<Hold>> waits = token.map(own -> holding.find(own.challenge(), own.token()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        waits.thenCombine(isOpen(reason), Found::new)
                .exceptionally(failure -> new Found(Optional.empty(), true))
                .thenAcceptAsync(
                        found -> answer(exchange, found), exchange.reply().eventLoop());
    }

    /**
     * What was found about a session.
     *
     * @param hold that this very client waits for
     * @param open the session may yet be approved
     */
    private record Found(Optional<Hold> hold, boolean open) {}

    private CompletionStage<Boolean> isOpen(String reason) {
        return ShutOutReason.isChallenge(reason)
                ? desk.find(reason)
                        .thenApply(challenge ->
                                challenge.filter(one -> !one.state().isFinal()).isPresent())
                : CompletableFuture.completedFuture(false);
    }

    private void answer(Exchange exchange, Found found) {
        if (found.hold.isPresent()) {
            pages.seeOther(exchange, WaitingRoom.page(found.hold.get().challenge()), new DefaultHttpHeaders());
            return;
        }
        HttpHeaders headers = new DefaultHttpHeaders().set("WWW-Authenticate", "Gatehouse");
        if (!found.open) {
            ShutOutCookies.clear(exchange.head(), headers);
        }
        if (exchange.head().wantsHtml()) {
            pages.shutOut(exchange, HttpResponseStatus.UNAUTHORIZED, headers);
        } else {
            pages.problem(
                    exchange,
                    HttpResponseStatus.UNAUTHORIZED,
                    Map.of(
                            "type",
                            "urn:gatehouse:session-shut-out",
                            "title",
                            "This session belongs to a sign-in that was not approved"),
                    headers);
        }
    }
}
