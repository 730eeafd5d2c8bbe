package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.flow.respond.challenge.Holding;
import io.gatehouse.gateway.flow.respond.forward.UpstreamFailure;
import io.gatehouse.gateway.flow.settle.OutcomeReader;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sign-in that needs its owner's approval. Its session is shut out, then the credentials go to the application. A refusal is passed on as it is; a success is held, and the client sent to the
 * waiting room. Whatever goes wrong on the way leaves the session shut out.
 */
final class ChallengedSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(ChallengedSignIn.class);

    private final Rooms rooms;
    private final Judged judged;
    private final Exchange exchange;
    private final OutcomeReader reader;

    ChallengedSignIn(Rooms rooms, Judged judged) {
        this.rooms = rooms;
        this.judged = judged;
        this.exchange = judged.exchange();
        this.reader = judged.outcomeReader();
    }

    void start() {
        then(rooms.holding().shutOut(exchange, judged.login()), done -> forward());
    }

    private void forward() {
        rooms.forwarder()
                .fetch(
                        exchange.reply().eventLoop(),
                        judged.route(),
                        exchange.head(),
                        exchange.client(),
                        rooms.toUpstream(judged, reader.needsBody()),
                        judged.body(),
                        rooms.config().challenge().largestAnswer())
                .whenComplete((answer, failure) -> {
                    if (answer != null) {
                        answered(answer);
                    } else {
                        unanswered(failure);
                    }
                });
    }

    private void answered(Answer answer) {
        switch (reader.read(answer.status(), answer.headers(), answer.body())) {
            case SUCCESS -> hold(answer);
            case FAILURE -> {
                rooms.settle(judged, Outcome.FAILURE);
                passOn(answer);
            }
            default -> {
                rooms.settle(judged, Outcome.UNDECIDABLE);
                takeBack(answer);
                LOG.warn(
                        "sign-in {}: the application's answer ({}) tells neither success nor refusal, so it is withheld",
                        exchange.id(),
                        answer.status().code());
                rooms.unanswered().unusable(exchange);
            }
        }
    }

    /** The owner has nothing to approve it with. */
    private void unenrolled(Answer answer, Config.Unenrolled policy) {
        if (policy == Config.Unenrolled.PASS) {
            rooms.settle(judged, Outcome.SUCCESS);
            passOn(answer);
        } else {
            rooms.settle(judged, Outcome.BLOCKED);
            takeBack(answer);
            rooms.pages().blocked(exchange, exchange.id());
        }
    }

    private void hold(Answer answer) {
        rooms.holding()
                .hold(exchange, judged.accepted(answer))
                .whenCompleteAsync(
                        (held, failure) -> {
                            if (failure != null) {
                                notAsked(answer, failure);
                            } else if (held instanceof Holding.Waiting waiting) {
                                rooms.admit(judged, waiting);
                            } else if (held instanceof Holding.Unenrolled unenrolled) {
                                unenrolled(answer, unenrolled.policy());
                            } else if (held instanceof Holding.NotNow notNow) {
                                rooms.settle(judged, Outcome.EXPIRED);
                                takeBack(answer);
                                rooms.waitingRoom().turnDown(exchange, notNow);
                            }
                        },
                        exchange.reply().eventLoop());
    }

    /** The owner cannot be asked: the operator said what then. */
    private void notAsked(Answer answer, Throwable failure) {
        LOG.error("sign-in {}: approval cannot be asked for; fail.approval decides", exchange.id(), failure);
        if (rooms.config().fail().approval() == Config.Policy.PASS) {
            rooms.settle(judged, Outcome.SUCCESS);
            passOn(answer);
        } else {
            rooms.settle(judged, Outcome.EXPIRED);
            takeBack(answer);
            unavailable();
        }
    }

    /** Sets the session free and gives the client the application's own answer. */
    private void passOn(Answer answer) {
        then(rooms.holding().reopen(exchange), done -> {
            HttpHeaders headers = answer.headers().copy();
            rooms.deviceCookie(judged).ifPresent(cookie -> headers.add(HttpHeaderNames.SET_COOKIE, cookie));
            exchange.reply().send(answer.status(), headers, answer.body());
        });
    }

    /** The answer reaches nobody, the session stays shut out, and the application is told to end it. */
    private void takeBack(Answer answer) {
        rooms.holding().keepShut(exchange, judged.login(), answer);
        rooms.signOuts()
                .signOut(
                        exchange.head(),
                        judged.login(),
                        judged.route().upstream().name(),
                        answer);
    }

    private void unanswered(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        rooms.settle(judged, Outcome.UNDECIDABLE);
        if (cause instanceof UpstreamFailure upstream) {
            CompletionStage<Void> session = upstream.isUnseen()
                    ? rooms.holding().reopen(exchange)
                    : rooms.holding().keepShut(exchange, judged.login(), null);
            then(session, done -> rooms.unanswered().answer(exchange, upstream));
        } else {
            LOG.error("sign-in {}: it could not be forwarded", exchange.id(), cause);
            rooms.unanswered().unusable(exchange);
        }
    }

    private <T> void then(CompletionStage<T> stage, Consumer<T> next) {
        stage.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        next.accept(value);
                    } else {
                        LOG.error("sign-in {}: the quarantine does not answer", exchange.id(), failure);
                        unavailable();
                    }
                },
                exchange.reply().eventLoop());
    }

    private void unavailable() {
        rooms.pages()
                .failure(
                        exchange,
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "Signing in is not possible at the moment",
                        "Try again in a moment.");
    }
}
