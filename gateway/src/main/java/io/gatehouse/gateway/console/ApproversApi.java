package io.gatehouse.gateway.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.SmallBody;
import io.gatehouse.gateway.page.Pages;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/users/NAME/…}: what a user approves sign-ins with. Whatever is changed is logged with the name of the token that asked for it. */
final class ApproversApi {
    private static final Logger LOG = LoggerFactory.getLogger(ApproversApi.class);
    private static final Pattern PATH = Pattern.compile(
            "/api/users/([^/\\p{Cntrl}]{1,256})/(help-desk-code|tries|factors(?:/([A-Za-z0-9_-]{22}))?)");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    private static final int LARGEST_BODY = 4 * 1024;

    private final Approvers approvers;
    private final Pages pages;
    private final JsonMapper mapper = JsonMapper.builder().build();

    ApproversApi(Approvers approvers, Pages pages) {
        this.approvers = approvers;
        this.pages = pages;
    }

    /** By method, what to do for the token of that name; empty if the path is another's. */
    Map<String, Consumer<String>> actions(Exchange exchange) {
        Matcher path = PATH.matcher(exchange.head().path());
        if (!path.matches()) {
            return Map.of();
        }
        String user = path.group(1);
        String id = path.group(3);
        if (path.group(2).equals("help-desk-code")) {
            return Map.of("POST", who -> helpDeskCode(exchange, user, who));
        }
        if (path.group(2).equals("tries")) {
            return Map.of("DELETE", who -> {
                LOG.info("admin: {} lets {} try codes again", who, user);
                answer(exchange, approvers.forgiveTries(user), done -> done(exchange, true));
            });
        }
        if (id == null) {
            return Map.of(
                    "GET",
                    who -> answer(
                            exchange,
                            approvers.of(user),
                            found -> pages.json(exchange, HttpResponseStatus.OK, found, EmptyHttpHeaders.INSTANCE)));
        }
        return Map.of("PATCH", who -> rename(exchange, user, id, who), "DELETE", who -> {
            LOG.info("admin: {} revokes {} of {}", who, id, user);
            answer(exchange, approvers.revoke(user, id), done -> done(exchange, done));
        });
    }

    private void helpDeskCode(Exchange exchange, String user, String who) {
        LOG.info("admin: {} gives out a help-desk code for {}", who, user);
        answer(
                exchange,
                approvers.helpDeskCode(user),
                code -> pages.json(
                        exchange,
                        HttpResponseStatus.CREATED,
                        Map.of("code", code.code(), "expires", code.expires().toString()),
                        EmptyHttpHeaders.INSTANCE));
    }

    private void rename(Exchange exchange, String user, String id, String who) {
        SmallBody.read(
                exchange,
                LARGEST_BODY,
                body -> {
                    String name = name(body);
                    if (NAME.matcher(name).matches()) {
                        LOG.info("admin: {} renames {} of {}", who, id, user);
                        answer(exchange, approvers.rename(user, id, name), done -> done(exchange, done));
                    } else {
                        problem(
                                exchange,
                                HttpResponseStatus.BAD_REQUEST,
                                "Send {\"name\":\"…\"}: 1 to 64 characters, none of them a control character");
                    }
                },
                () -> problem(exchange, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "4 KiB are enough here"));
    }

    private String name(byte[] body) {
        try {
            JsonNode name = mapper.readTree(body).path("name");
            return name.isTextual() ? name.asText().strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    private void done(Exchange exchange, boolean done) {
        if (done) {
            exchange.reply().send(HttpResponseStatus.NO_CONTENT, EmptyHttpHeaders.INSTANCE, new byte[0]);
        } else {
            problem(exchange, HttpResponseStatus.NOT_FOUND, "This user has nothing of this id");
        }
    }

    private <T> void answer(Exchange exchange, CompletionStage<T> asked, Consumer<T> tell) {
        asked.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        tell.accept(value);
                    } else {
                        LOG.warn("What a user approves with could not be looked up or changed", failure);
                        problem(
                                exchange,
                                HttpResponseStatus.SERVICE_UNAVAILABLE,
                                "The store does not answer; see the log");
                    }
                },
                exchange.reply().eventLoop());
    }

    private void problem(Exchange exchange, HttpResponseStatus status, String title) {
        pages.problem(
                exchange,
                status,
                Map.of("type", "about:blank", "title", title, "reference", exchange.id()),
                EmptyHttpHeaders.INSTANCE);
    }
}
