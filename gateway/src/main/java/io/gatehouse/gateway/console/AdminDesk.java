package io.gatehouse.gateway.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.config.AdminToken;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.SmallBody;
import io.gatehouse.gateway.page.Pages;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the admin listener: {@code /health/…} to everybody, {@code /api/…} to who holds a token of the right scope.
 *
 * <p>The API answers only under an IP address or {@code localhost}, so that a web page which lets its own name point here (DNS rebinding) gets nothing.
 */
public final class AdminDesk implements ExchangeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDesk.class);
    private static final int LARGEST_BODY = 4 * 1024;
    private static final Pattern TEST_PUSH = Pattern.compile("/api/devices/([A-Za-z0-9_-]{22})/test-push");
    private static final String A_USER = "/api/users/([^/\\p{Cntrl}]{1,256})";
    private static final Pattern USER = Pattern.compile(A_USER);
    private static final Pattern FORGET = Pattern.compile(A_USER + "/forget");
    private static final Pattern ENROLMENTS = Pattern.compile(A_USER + "/enrolments");

    private final Operations operations;
    private final PeopleDesk people;
    private final List<AdminToken> tokens;
    private final Pages pages;
    private final ApproversApi approvers;
    private final RulesApi rules;
    private final JsonMapper mapper = JsonMapper.builder().build();

    public AdminDesk(Operations operations, People people, List<AdminToken> tokens, Pages pages) {
        this.operations = operations;
        this.people = new PeopleDesk(people, pages);
        this.tokens = List.copyOf(tokens);
        this.pages = pages;
        this.approvers = new ApproversApi(operations.approvers(), pages);
        this.rules = new RulesApi(operations.rules(), pages);
    }

    @Override
    public void handle(Exchange exchange) {
        String path = exchange.head().path();
        Matcher enrolments = ENROLMENTS.matcher(path);
        Matcher testPush = TEST_PUSH.matcher(path);
        Matcher person = USER.matcher(path);
        Matcher forget = FORGET.matcher(path);
        Map<String, Consumer<String>> ofUsers = approvers.actions(exchange);
        if (path.equals("/health/live")) {
            method(exchange, Map.of("GET", () -> health(exchange, List.of())));
        } else if (path.equals("/health/ready")) {
            method(exchange, Map.of("GET", () -> health(exchange, operations.notReady())));
        } else if (!isAddress(exchange.head().host())) {
            problem(
                    exchange,
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    "Ask by address: http://127.0.0.1 or http://localhost");
        } else if (path.equals("/api/mode")) {
            method(
                    exchange,
                    Map.of(
                            "GET", () -> ifMay(exchange, AdminToken.Scope.MODE, name -> tellMode(exchange)),
                            "POST", () -> ifMay(exchange, AdminToken.Scope.MODE, name -> switchMode(exchange, name))));
        } else if (path.equals("/api/push")) {
            method(exchange, Map.of("GET", () -> ifMay(exchange, AdminToken.Scope.ENROL, name -> tellPush(exchange))));
        } else if (testPush.matches()) {
            String device = testPush.group(1);
            method(
                    exchange,
                    Map.of(
                            "POST",
                            () -> ifMay(exchange, AdminToken.Scope.ENROL, name -> testPush(exchange, device, name))));
        } else if (enrolments.matches()) {
            String user = enrolments.group(1);
            method(
                    exchange,
                    Map.of(
                            "POST",
                            () -> ifMay(exchange, AdminToken.Scope.ENROL, name -> invite(exchange, user, name))));
        } else if (person.matches()) {
            String user = person.group(1);
            method(
                    exchange,
                    Map.of(
                            "GET",
                            () -> ifMay(exchange, AdminToken.Scope.PEOPLE, name -> people.tell(exchange, user, name)),
                            "DELETE",
                            () -> ifMay(
                                    exchange, AdminToken.Scope.PEOPLE, name -> people.erase(exchange, user, name))));
        } else if (forget.matches()) {
            String user = forget.group(1);
            method(
                    exchange,
                    Map.of(
                            "POST",
                            () -> ifMay(
                                    exchange, AdminToken.Scope.PEOPLE, name -> people.unlearn(exchange, user, name))));
        } else if (!ofUsers.isEmpty()) {
            Map<String, Runnable> actions = new HashMap<>();
            ofUsers.forEach((name, action) -> actions.put(name, () -> ifMay(exchange, AdminToken.Scope.ENROL, action)));
            method(exchange, actions);
        } else {
            Map<String, BiConsumer<Exchange, String>> ofRules = rules.at(path);
            if (ofRules.isEmpty()) {
                problem(exchange, HttpResponseStatus.NOT_FOUND, "No such path");
                return;
            }
            Map<String, Runnable> methods = new HashMap<>();
            ofRules.forEach((method, action) -> methods.put(
                    method, () -> ifMay(exchange, AdminToken.Scope.RULES, name -> action.accept(exchange, name))));
            method(exchange, methods);
        }
    }

    private void method(Exchange exchange, Map<String, Runnable> methods) {
        String given = exchange.head().method();
        Runnable action = methods.get(given.equals("HEAD") ? "GET" : given);
        if (action == null) {
            HttpHeaders allow =
                    new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, String.join(", ", methods.keySet()));
            problem(exchange, HttpResponseStatus.METHOD_NOT_ALLOWED, "No such method here", allow);
        } else {
            action.run();
        }
    }

    private void health(Exchange exchange, List<String> notReady) {
        if (notReady.isEmpty()) {
            pages.json(exchange, HttpResponseStatus.OK, Map.of("status", "ok"), EmptyHttpHeaders.INSTANCE);
        } else {
            Map<String, Object> members = Map.of("status", "not ready", "reasons", notReady);
            pages.json(exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, members, EmptyHttpHeaders.INSTANCE);
        }
    }

    /** Goes on with the token's name, if the request carries a token with this scope. */
    private void ifMay(Exchange exchange, AdminToken.Scope scope, Consumer<String> action) {
        Optional<AdminToken> token = token(exchange);
        if (token.isEmpty()) {
            HttpHeaders how =
                    new DefaultHttpHeaders().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"gatehouse\"");
            problem(exchange, HttpResponseStatus.UNAUTHORIZED, "A token of the tokens file is needed", how);
        } else if (!token.get().scopes().contains(scope)) {
            problem(
                    exchange,
                    HttpResponseStatus.FORBIDDEN,
                    "This token lacks the scope " + scope.name().toLowerCase(Locale.ROOT));
        } else {
            action.accept(token.get().name());
        }
    }

    private Optional<AdminToken> token(Exchange exchange) {
        List<String> given = exchange.head().headers().getAll(HttpHeaderNames.AUTHORIZATION);
        if (given.size() != 1 || !given.get(0).regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        String presented = given.get(0).substring(7).strip();
        return tokens.stream().filter(token -> token.is(presented)).findFirst();
    }

    private void tellMode(Exchange exchange) {
        Map<String, String> members = Map.of("mode", operations.mode().name().toLowerCase(Locale.ROOT));
        pages.json(exchange, HttpResponseStatus.OK, members, EmptyHttpHeaders.INSTANCE);
    }

    private void switchMode(Exchange exchange, String who) {
        SmallBody.read(
                exchange,
                LARGEST_BODY,
                body -> modeIn(body)
                        .ifPresentOrElse(
                                mode -> switchTo(exchange, who, mode),
                                () -> problem(
                                        exchange,
                                        HttpResponseStatus.BAD_REQUEST,
                                        "Send {\"mode\":\"monitor\"} or {\"mode\":\"enforce\"}")),
                () -> problem(exchange, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "4 KiB are enough here"));
    }

    private void switchTo(Exchange exchange, String who, Config.Mode mode) {
        try {
            operations.switchTo(mode);
        } catch (IllegalStateException e) {
            problem(exchange, HttpResponseStatus.CONFLICT, String.valueOf(e.getMessage()));
            return;
        }
        LOG.info("admin: {} switched the mode to {}", who, mode);
        tellMode(exchange);
    }

    private Optional<Config.Mode> modeIn(byte[] body) {
        try {
            JsonNode mode = mapper.readTree(body).path("mode");
            return switch (mode.asText()) {
                case "monitor" -> Optional.of(Config.Mode.MONITOR);
                case "enforce" -> Optional.of(Config.Mode.ENFORCE);
                default -> Optional.empty();
            };
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void invite(Exchange exchange, String user, String who) {
        operations
                .invite(user)
                .whenComplete((invitation, failure) -> exchange.reply()
                        .eventLoop()
                        .execute(() -> {
                            if (invitation == null) {
                                LOG.warn("admin: {} could not invite a user to enrol", who, failure);
                                problem(
                                        exchange,
                                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                                        "The invitation could not be stored; see the log");
                            } else {
                                LOG.info("admin: {} invited a user to enrol until {}", who, invitation.expires());
                                Map<String, String> members = Map.of(
                                        "link", invitation.link().toString(),
                                        "expires", invitation.expires().toString());
                                pages.json(exchange, HttpResponseStatus.CREATED, members, EmptyHttpHeaders.INSTANCE);
                            }
                        }));
    }

    private void tellPush(Exchange exchange) {
        pages.json(exchange, HttpResponseStatus.OK, operations.push(), EmptyHttpHeaders.INSTANCE);
    }

    private void testPush(Exchange exchange, String device, String who) {
        LOG.info("admin: {} tests the push to phone {}", who, device);
        operations
                .testPush(device)
                .whenCompleteAsync(
                        (found, failure) -> {
                            if (failure != null) {
                                LOG.warn("The push to phone {} could not be tested", device, failure);
                                problem(
                                        exchange,
                                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                                        "The phone could not be looked up; see the log");
                            } else if (found.isEmpty()) {
                                problem(exchange, HttpResponseStatus.NOT_FOUND, "No phone has this id");
                            } else {
                                pages.json(exchange, HttpResponseStatus.OK, found.get(), EmptyHttpHeaders.INSTANCE);
                            }
                        },
                        exchange.reply().eventLoop());
    }

    private void problem(Exchange exchange, HttpResponseStatus status, String title) {
        problem(exchange, status, title, EmptyHttpHeaders.INSTANCE);
    }

    private void problem(Exchange exchange, HttpResponseStatus status, String title, HttpHeaders extra) {
        pages.problem(
                exchange, status, Map.of("type", "about:blank", "title", title, "reference", exchange.id()), extra);
    }

    private static boolean isAddress(String hostAndPort) {
        String host = hostAndPort.replaceFirst(":[0-9]+$", "");
        return host.equals("localhost")
                || NetUtil.isValidIpV4Address(host)
                || (host.startsWith("[") && NetUtil.isValidIpV6Address(host));
    }
}
