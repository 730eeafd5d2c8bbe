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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/rules/…}: what the rules do, and what is done about them on a bad night. Everything that changes something is logged with the name of the token. */
final class RulesApi {
    private static final Logger LOG = LoggerFactory.getLogger(RulesApi.class);
    private static final int LARGEST_BODY = 4 * 1024;
    private static final Duration LONGEST_MUTE = Duration.ofDays(30);

    private final RuleOperations rules;
    private final Pages pages;
    private final JsonMapper mapper = JsonMapper.builder().build();

    RulesApi(RuleOperations rules, Pages pages) {
        this.rules = rules;
        this.pages = pages;
    }

    /** What a path takes, by method; nothing where there is no such path. The actions are given who asks. */
    Map<String, BiConsumer<Exchange, String>> at(String path) {
        return switch (path) {
            case "/api/rules" -> Map.of("GET", (exchange, who) -> ok(exchange, rules.rules()));
            case "/api/rules/shadow" -> Map.of("GET", (exchange, who) -> ok(exchange, rules.shadow()));
            case "/api/rules/mute" ->
                Map.of(
                        "POST",
                        (exchange, who) -> withBody(exchange, who, body -> {
                            String rule = text(body, "rule");
                            Duration time = Duration.parse(text(body, "for"));
                            if (time.isNegative() || time.isZero() || time.compareTo(LONGEST_MUTE) > 0) {
                                throw new IllegalArgumentException(
                                        "a rule is muted for more than nothing and at most 30 days");
                            }
                            rules.mute(rule, time);
                            return "muted rule \"" + rule + "\" for " + time;
                        }));
            case "/api/rules/unmute" ->
                Map.of(
                        "POST",
                        (exchange, who) -> withBody(exchange, who, body -> {
                            rules.unmute(text(body, "rule"));
                            return "unmuted rule \"" + text(body, "rule") + "\"";
                        }));
            case "/api/rules/rollback" ->
                Map.of(
                        "POST",
                        (exchange, who) -> withBody(exchange, who, body -> {
                            rules.rollback(text(body, "version"));
                            return "went back to rules " + text(body, "version");
                        }));
            case "/api/rules/scenario" -> Map.of("POST", this::scenario);
            default -> Map.of();
        };
    }

    /** Does what a body asks for, and says what it did. */
    private interface Action {
        String run(JsonNode body);
    }

    private void withBody(Exchange exchange, String who, Action action) {
        read(exchange, body -> {
            String done = action.run(body);
            LOG.warn("admin: {} {}", who, done);
            ok(exchange, rules.rules());
        });
    }

    private void scenario(Exchange exchange, String who) {
        read(exchange, body -> {
            String decision = text(body, "decision");
            rules.scenario(decision)
                    .whenCompleteAsync(
                            (yaml, failure) -> {
                                if (failure == null) {
                                    LOG.info("admin: {} made a scenario of decision {}", who, decision);
                                    ok(exchange, Map.of("yaml", yaml));
                                } else {
                                    Throwable why =
                                            failure instanceof CompletionException ? failure.getCause() : failure;
                                    refuse(exchange, why == null ? failure : why);
                                }
                            },
                            exchange.reply().eventLoop());
        });
    }

    /** What is done with a body that is JSON. */
    private interface Reader {
        void read(JsonNode body);
    }

    private void read(Exchange exchange, Reader reader) {
        SmallBody.read(
                exchange,
                LARGEST_BODY,
                bytes -> {
                    try {
                        reader.read(mapper.readTree(bytes));
                    } catch (IOException e) {
                        problem(exchange, HttpResponseStatus.BAD_REQUEST, "Send a JSON object");
                    } catch (RuntimeException e) {
                        refuse(exchange, e);
                    }
                },
                () -> problem(exchange, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "4 KiB are enough here"));
    }

    private void refuse(Exchange exchange, Throwable why) {
        if (why instanceof IllegalArgumentException || why instanceof DateTimeException) {
            problem(exchange, HttpResponseStatus.BAD_REQUEST, String.valueOf(why.getMessage()));
        } else {
            LOG.error("the rules could not be asked", why);
            problem(exchange, HttpResponseStatus.INTERNAL_SERVER_ERROR, "This failed; see the log");
        }
    }

    private static String text(JsonNode body, String member) {
        JsonNode value = body.path(member);
        if (!value.isTextual()
                || value.asText().isBlank()
                || value.asText().length() > 200
                || value.asText().chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("send a JSON object with a text \"" + member + "\"");
        }
        return value.asText();
    }

    private void ok(Exchange exchange, Map<String, ?> members) {
        pages.json(exchange, HttpResponseStatus.OK, members, EmptyHttpHeaders.INSTANCE);
    }

    private void problem(Exchange exchange, HttpResponseStatus status, String title) {
        pages.problem(
                exchange,
                status,
                Map.of("type", "about:blank", "title", title, "reference", exchange.id()),
                EmptyHttpHeaders.INSTANCE);
    }
}
