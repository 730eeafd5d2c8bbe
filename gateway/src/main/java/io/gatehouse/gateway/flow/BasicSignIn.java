package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.flow.respond.challenge.Holding;
import io.gatehouse.gateway.flow.settle.OutcomeReader;
import io.gatehouse.gateway.store.Proofs.Proof;
import io.gatehouse.risk.Verdict;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of Basic credentials that were judged: they are proved, and then may be used, or their owner is asked. */
final class BasicSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(BasicSignIn.class);

    private final Rooms rooms;
    private final Judged judged;
    private final Exchange exchange;
    private final Consumer<Proof> prove;
    private final Runnable pass;
    private final Config.Probe probe;

    /**
     * @param prove keeps what came of it, for the next requests
     * @param pass sends the request itself on
     */
    BasicSignIn(Rooms rooms, Judged judged, Consumer<Proof> prove, Runnable pass) {
        this.rooms = rooms;
        this.judged = judged;
        this.exchange = judged.exchange();
        this.prove = prove;
        this.pass = pass;
        this.probe = Objects.requireNonNull(judged.login().username().probe(), "Basic sign-ins have a probe");
    }

    /** Completes when the next requests may look for the proof. */
    CompletionStage<Void> respond() {
        if (judged.enforced() == Verdict.BLOCK) {
            rooms.settle(judged, Outcome.BLOCKED);
            rooms.pages().blocked(exchange, exchange.id());
            return CompletableFuture.completedFuture(null);
        }
        return probe().thenCompose(this::proved);
    }

    private CompletionStage<Answer> probe() {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String name : List.of("Host", "Authorization", "User-Agent", "Accept", "Accept-Language")) {
            headers.set(name, exchange.head().headers().getAll(name));
        }
        return rooms.forwarder()
                .fetch(
                        exchange.reply().eventLoop(),
                        judged.route(),
                        new RequestHead(
                                probe.method(),
                                probe.path(),
                                probe.path(),
                                null,
                                exchange.head().host(),
                                headers),
                        exchange.client(),
                        rooms.toUpstream(judged, true),
                        new byte[0],
                        rooms.config().challenge().largestAnswer());
    }

    private CompletionStage<Void> proved(Answer answer) {
        Outcome outcome = new OutcomeReader(judged.login().success(), probe.path())
                .read(answer.status(), answer.headers(), answer.body());
        boolean interferes = judged.mode() == Config.Mode.ENFORCE;
        if (outcome == Outcome.SUCCESS && judged.enforced() == Verdict.CHALLENGE) {
            return ask();
        }
        rooms.settle(judged, outcome);
        if (outcome == Outcome.SUCCESS) {
            prove.accept(new Proof.Proven());
            pass.run();
        } else if (!interferes) {
            pass.run();
        } else if (outcome == Outcome.FAILURE) {
            exchange.reply().send(answer.status(), answer.headers(), answer.body());
        } else {
            LOG.warn(
                    "sign-in {}: the probe's answer ({}) tells neither success nor refusal",
                    exchange.id(),
                    answer.status().code());
            rooms.unanswered().unusable(exchange);
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> ask() {
        return rooms.holding()
                .hold(exchange, judged.accepted(nothing()))
                .thenAcceptAsync(
                        held -> {
                            if (held instanceof Holding.Waiting waiting) {
                                prove.accept(new Proof.Asked(waiting.challenge()));
                                rooms.admit(judged, waiting);
                            } else if (held instanceof Holding.Unenrolled unenrolled) {
                                unenrolled(unenrolled.policy());
                            } else if (held instanceof Holding.NotNow notNow) {
                                rooms.settle(judged, Outcome.EXPIRED);
                                rooms.waitingRoom().turnDown(exchange, notNow);
                            }
                        },
                        exchange.reply().eventLoop());
    }

    /** The owner has nothing to approve it with. */
    private void unenrolled(Config.Unenrolled policy) {
        if (policy == Config.Unenrolled.PASS) {
            rooms.settle(judged, Outcome.SUCCESS);
            prove.accept(new Proof.Proven());
            pass.run();
        } else {
            rooms.settle(judged, Outcome.BLOCKED);
            rooms.pages().blocked(exchange, exchange.id());
        }
    }

    /** There is no answer to hold: an approved client repeats its request. */
    private static Answer nothing() {
        return new Answer(HttpResponseStatus.NO_CONTENT, new DefaultHttpHeaders(), new byte[0]);
    }
}
