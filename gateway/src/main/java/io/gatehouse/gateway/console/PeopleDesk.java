package io.gatehouse.gateway.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.SmallBody;
import io.gatehouse.gateway.page.Pages;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is asked of one person's data. Who asks has been let in already; the log names them, and not the person. */
final class PeopleDesk {
    private static final Logger LOG = LoggerFactory.getLogger(PeopleDesk.class);
    private static final int LARGEST_BODY = 4 * 1024;
    private static final int LONGEST_DECISION = 64;
    private static final String HOW_TO_FORGET =
            "Send {\"since\":\"2026-11-24T10:00:00Z\"}, not in the future, or {\"decision\":\"ID\"}, one of this user in the decision log";

    private final People people;
    private final Pages pages;
    private final JsonMapper mapper = JsonMapper.builder().build();

    PeopleDesk(People people, Pages pages) {
        this.people = people;
        this.pages = pages;
    }

    void tell(Exchange exchange, String user, String who) {
        LOG.info("admin: {} asked what is stored of a user", who);
        answer(exchange, people.stored(user));
    }

    void erase(Exchange exchange, String user, String who) {
        LOG.info("admin: {} erases a user", who);
        answer(exchange, people.erase(user));
    }

    /** Rolls learning back to a moment, or to just before a decision. */
    void unlearn(Exchange exchange, String user, String who) {
        SmallBody.read(
                exchange,
                LARGEST_BODY,
                body -> since(user, body)
                        .whenCompleteAsync(
                                told(exchange, since -> {
                                    if (since.isEmpty() || since.get().isAfter(exchange.at())) {
                                        problem(exchange, HttpResponseStatus.BAD_REQUEST, HOW_TO_FORGET);
                                    } else {
                                        LOG.info(
                                                "admin: {} takes back what was learnt of a user since {}",
                                                who,
                                                since.get());
                                        answer(exchange, people.unlearn(user, since.get()));
                                    }
                                }),
                                exchange.reply().eventLoop()),
                () -> problem(exchange, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "4 KiB are enough here"));
    }

    /** Empty when the body says nothing that can be understood. */
    private CompletionStage<Optional<Instant>> since(String user, byte[] body) {
        try {
            JsonNode root = mapper.readTree(body);
            String decision = root.path("decision").asText();
            boolean either = root.has("since") != root.has("decision");
            if (either && root.has("since")) {
                return CompletableFuture.completedFuture(
                        Optional.of(Instant.parse(root.path("since").asText())));
            }
            return either && !decision.isEmpty() && decision.length() <= LONGEST_DECISION
                    ? people.decided(user, decision)
                    : CompletableFuture.completedFuture(Optional.empty());
        } catch (IOException | DateTimeException e) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private void answer(Exchange exchange, CompletionStage<Map<String, ?>> members) {
        members.whenCompleteAsync(
                told(exchange, known -> pages.json(exchange, HttpResponseStatus.OK, known, EmptyHttpHeaders.INSTANCE)),
                exchange.reply().eventLoop());
    }

    private <T> BiConsumer<T, Throwable> told(Exchange exchange, Consumer<T> then) {
        return (value, failure) -> {
            if (failure != null) {
                LOG.warn("admin: what is stored of a user could not be reached", failure);
                problem(
                        exchange,
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "The store does not answer; nothing may have been done: see the log, and ask again");
            } else {
                then.accept(value);
            }
        };
    }

    private void problem(Exchange exchange, HttpResponseStatus status, String title) {
        pages.problem(
                exchange,
                status,
                Map.of("type", "about:blank", "title", title, "reference", exchange.id()),
                EmptyHttpHeaders.INSTANCE);
    }
}
