package io.gatehouse.gateway.flow.respond.challenge;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.challenge.Answered;
import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.Proof;
import io.gatehouse.gateway.challenge.factor.Passkeys;
import io.gatehouse.gateway.challenge.factor.TypedCodes;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.SmallBody;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.store.Hold;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes what a waiting client shows in place of a phone: a code in a form, which works without scripts, or the same as JSON. */
final class ProofDesk {
    private static final int LARGEST = 16 * 1024;
    private static final Pattern WORD = Pattern.compile("[a-z-]{1,16}");

    /** As JSON. */
    record Shown(@Nullable String code, @Nullable JsonNode passkey) {}

    private static final Shown NOTHING = new Shown(null, null);

    private final Desk desk;
    private final TypedCodes codes;
    private final Passkeys passkeys;
    private final Pages pages;
    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    ProofDesk(Desk desk, TypedCodes codes, Passkeys passkeys, Pages pages) {
        this.desk = desk;
        this.codes = codes;
        this.passkeys = passkeys;
        this.pages = pages;
    }

    /** @param failed told when the stores do not answer */
    void take(Exchange exchange, Hold hold, Consumer<Throwable> failed) {
        SmallBody.read(
                exchange,
                LARGEST,
                body -> take(exchange, hold, body, failed),
                () -> problem(
                        exchange,
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "too-large",
                        "A proof is short",
                        Map.of()));
    }

    /** The client takes another way, which gives it more time, once. */
    void change(Exchange exchange, Hold hold, Consumer<Throwable> failed) {
        SmallBody.read(
                exchange,
                LARGEST,
                body -> desk.renew(hold.challenge())
                        .whenCompleteAsync(
                                (done, failure) -> {
                                    if (failure != null) {
                                        failed.accept(failure);
                                    } else {
                                        changed(exchange, hold, field(body, "way"));
                                    }
                                },
                                exchange.reply().eventLoop()),
                () -> problem(
                        exchange,
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "too-large",
                        "A way is short",
                        Map.of()));
    }

    private void changed(Exchange exchange, Hold hold, Optional<String> way) {
        if (exchange.head().wantsHtml()) {
            back(
                    exchange,
                    hold,
                    way.filter(word -> WORD.matcher(word).matches())
                            .map(word -> "?way=" + word)
                            .orElse(""));
        } else {
            exchange.reply().send(HttpResponseStatus.NO_CONTENT, EmptyHttpHeaders.INSTANCE, new byte[0]);
        }
    }

    private static Optional<String> field(byte[] form, String name) {
        List<String> values = new QueryStringDecoder(new String(form, StandardCharsets.UTF_8), false)
                .parameters()
                .getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    private void take(Exchange exchange, Hold hold, byte[] body, Consumer<Throwable> failed) {
        Optional<CompletionStage<Proof>> proof = proof(exchange, hold, body);
        if (proof.isEmpty()) {
            malformed(exchange, hold);
            return;
        }
        proof.get()
                .thenCompose(one -> desk.prove(hold.challenge(), one))
                .whenCompleteAsync(
                        (answered, failure) -> {
                            if (failure != null) {
                                failed.accept(failure);
                            } else if (isForm(exchange)) {
                                sendBack(exchange, hold, answered);
                            } else {
                                tell(exchange, answered);
                            }
                        },
                        exchange.reply().eventLoop());
    }

    /** Empty if it can be none. */
    private Optional<CompletionStage<Proof>> proof(Exchange exchange, Hold hold, byte[] body) {
        Shown shown = isForm(exchange) ? new Shown(field(body, "code").orElse(null), null) : read(body);
        if (shown.passkey() != null && shown.code() == null) {
            return Optional.of(passkeys.read(
                    hold.challenge(),
                    hold.user(),
                    site(exchange),
                    shown.passkey().toString(),
                    exchange.at()));
        }
        return shown.passkey() == null && shown.code() != null
                ? codes.read(hold.user(), shown.code()).map(CompletableFuture::completedFuture)
                : Optional.empty();
    }

    private Shown read(byte[] body) {
        try {
            return Optional.ofNullable(json.readValue(body, Shown.class)).orElse(NOTHING);
        } catch (IOException e) {
            return NOTHING;
        }
    }

    /** Tells what the browser is to sign with a passkey. */
    void ask(Exchange exchange, Hold hold, Consumer<Throwable> failed) {
        passkeys.request(hold.challenge(), hold.user(), site(exchange), exchange.at())
                .whenCompleteAsync(
                        (options, failure) -> {
                            if (failure != null) {
                                failed.accept(failure);
                            } else if (options.isEmpty()) {
                                problem(
                                        exchange,
                                        HttpResponseStatus.NOT_FOUND,
                                        "no-passkey",
                                        "This account has no passkey for this host",
                                        Map.of());
                            } else {
                                pages.json(exchange, HttpResponseStatus.OK, options.get(), EmptyHttpHeaders.INSTANCE);
                            }
                        },
                        exchange.reply().eventLoop());
    }

    private static Passkeys.Site site(Exchange exchange) {
        return new Passkeys.Site(
                (exchange.client().secure() ? "https://" : "http://")
                        + exchange.head().host(),
                exchange.head().hostName());
    }

    private static boolean isForm(Exchange exchange) {
        return exchange.head()
                .headers()
                .get(HttpHeaderNames.CONTENT_TYPE, "")
                .toLowerCase(Locale.ROOT)
                .startsWith("application/x-www-form-urlencoded");
    }

    private void malformed(Exchange exchange, Hold hold) {
        if (isForm(exchange)) {
            back(exchange, hold, "?way=code&said=no-code");
        } else {
            problem(
                    exchange,
                    HttpResponseStatus.BAD_REQUEST,
                    "malformed",
                    "Send {\"code\":\"…\"} with 6 digits of an authenticator app, 8 of the help desk or a recovery code, or {\"passkey\":{…}}",
                    Map.of());
        }
    }

    /** A browser without scripts goes on where it was. What it is told there is in the address, and is no secret. */
    private void sendBack(Exchange exchange, Hold hold, Answered answered) {
        if (answered instanceof Answered.WrongCode wrong && wrong.left() > 0) {
            back(exchange, hold, "?way=code&said=wrong-" + wrong.left());
        } else if (answered instanceof Answered.FactorDisabled) {
            back(exchange, hold, "?way=code&said=disabled");
        } else {
            back(exchange, hold, "");
        }
    }

    private void back(Exchange exchange, Hold hold, String query) {
        pages.seeOther(exchange, WaitingRoom.page(hold.challenge()) + query, new DefaultHttpHeaders());
    }

    private void tell(Exchange exchange, Answered answered) {
        if (answered instanceof Answered.Accepted accepted) {
            pages.json(
                    exchange,
                    HttpResponseStatus.OK,
                    Map.of("state", WaitingRoom.state(accepted.state())),
                    EmptyHttpHeaders.INSTANCE);
        } else if (answered instanceof Answered.WrongCode wrong) {
            problem(
                    exchange,
                    HttpResponseStatus.UNPROCESSABLE_ENTITY,
                    "wrong-code",
                    "This code is wrong, or was used before",
                    Map.of("tries", wrong.left()));
        } else if (answered instanceof Answered.FactorDisabled) {
            problem(
                    exchange,
                    HttpResponseStatus.FORBIDDEN,
                    "factor-disabled",
                    "Too many wrong codes of this kind were typed for this account: it cannot be used any more",
                    Map.of());
        } else if (answered instanceof Answered.PasskeyOnly) {
            problem(
                    exchange,
                    HttpResponseStatus.FORBIDDEN,
                    "passkey-only",
                    "This sign-in can be approved only with a passkey",
                    Map.of());
        } else {
            String state = answered instanceof Answered.Over over ? WaitingRoom.state(over.state()) : "expired";
            problem(exchange, HttpResponseStatus.CONFLICT, "over", "This sign-in is over", Map.of("state", state));
        }
    }

    private void problem(Exchange exchange, HttpResponseStatus status, String type, String title, Map<String, ?> more) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:gatehouse:" + type);
        members.put("title", title);
        members.putAll(more);
        pages.problem(exchange, status, members, EmptyHttpHeaders.INSTANCE);
    }
}
