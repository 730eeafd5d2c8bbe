package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.Means;
import io.gatehouse.gateway.challenge.Opening;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Prompt;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Hold;
import io.gatehouse.gateway.store.Holds;
import io.gatehouse.gateway.store.Quarantine;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Visit;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the upstream answered to a sign-in until its owner has approved it.
 *
 * <p>Life of a hold: {@link #shutOut} before the sign-in is forwarded; then {@link #reopen} (it was refused), or {@link #hold}; then {@link #release} once, to the client that waits, or
 * {@link Revocations#destroy}.
 */
public final class Holding {
    private static final String CLIENT = "waiting client";

    private final Desk desk;
    private final Holds holds;
    private final Quarantine quarantine;
    private final Keyring keyring;
    private final Revocations revocations;
    private final Config.Challenge config;
    private final Consumer<Hold> released;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Joins the approvals, the holds and the quarantine.
     *
     * @param released told of each sign-in that is approved and handed out; called on any thread, must not block
     */
    public Holding(
            Desk desk,
            Holds holds,
            Quarantine quarantine,
            Keyring keyring,
            Revocations revocations,
            Config.Challenge config,
            Consumer<Hold> released,
            InstantSource clock) {
        this.desk = desk;
        this.holds = holds;
        this.quarantine = quarantine;
        this.keyring = keyring;
        this.revocations = revocations;
        this.config = config;
        this.released = released;
        this.clock = clock;
    }

    /**
     * A sign-in that the upstream accepted.
     *
     * @param upstream its name
     * @param passkeyOnly nothing but a passkey on the browser that signs in may approve it
     * @param traces by which the memory knows it
     * @param visit what the memory learns if it is approved
     */
    public record Accepted(
            Config.Login login,
            String upstream,
            Prompt prompt,
            boolean fromKnownDevice,
            boolean passkeyOnly,
            Traces traces,
            Visit visit,
            Answer answer) {}

    /** What came of asking for approval. */
    public sealed interface Held {}

    /** What a waiting client is told. The token is a secret between it and us. */
    public record Waiting(
            String challenge, String code, Instant expires, String token, boolean passkeyOnly, Means means)
            implements Held {
        @Override
        public String toString() {
            return "Waiting[" + challenge + "]";
        }
    }

    /** The owner is being asked already, or was too often: the answer is not kept. */
    public record NotNow(Duration retryAfter) implements Held {}

    /** The owner has nothing to approve it with, and the operator's policy for that is not to wait: PASS or BLOCK. The answer is not kept. */
    public record Unenrolled(Config.Unenrolled policy) implements Held {}

    /** Shuts out what the sign-in carries, before the upstream sees it. */
    public CompletionStage<Void> shutOut(Exchange exchange, Config.Login login) {
        return shut(new Sessions(login).carried(exchange.head()), underWay(exchange));
    }

    /** The upstream said no, or nothing: the session is what it was before. */
    public CompletionStage<Void> reopen(Exchange exchange) {
        return quarantine.release(underWay(exchange));
    }

    /**
     * The sign-in came to nothing, and what its session is worth at the upstream is not known: it stays shut out.
     *
     * @param answer what the upstream said; null: nothing
     */
    public CompletionStage<Void> keepShut(Exchange exchange, Config.Login login, @Nullable Answer answer) {
        return shut(values(exchange.head(), login, answer), ShutOutReason.over(exchange.id()))
                .thenCompose(done -> quarantine.release(underWay(exchange)));
    }

    private static String underWay(Exchange exchange) {
        return ShutOutReason.underWay(exchange.id(), exchange.at());
    }

    private static Set<String> values(RequestHead head, Config.Login login, @Nullable Answer answer) {
        Sessions sessions = new Sessions(login);
        Set<String> values = new LinkedHashSet<>(sessions.carried(head));
        if (answer != null) {
            values.addAll(sessions.given(answer));
        }
        return values;
    }

    /** Opens a challenge and seals the answer for the client. The session stays shut out, whatever comes of it; where the owner cannot be asked now, {@link #keepShut} says so. */
    public CompletionStage<Held> hold(Exchange exchange, Accepted accepted) {
        return desk.means(accepted.prompt().user(), accepted.prompt().application())
                .thenApply(means -> policy(means, accepted.passkeyOnly()))
                .thenCompose(policy -> policy == Config.Unenrolled.ENROL
                        ? ask(exchange, accepted)
                        : CompletableFuture.completedFuture(new Unenrolled(policy)));
    }

    /** Who has a phone but no passkey must not get in more easily, where only a passkey would do, than elsewhere. */
    private Config.Unenrolled policy(Means means, boolean passkeyOnly) {
        if (means.suffice(passkeyOnly)) {
            return Config.Unenrolled.ENROL;
        }
        boolean weaker = config.unenrolled() == Config.Unenrolled.PASS && means.any();
        return weaker ? Config.Unenrolled.BLOCK : config.unenrolled();
    }

    private CompletionStage<Held> ask(Exchange exchange, Accepted accepted) {
        Set<String> values = values(exchange.head(), accepted.login(), accepted.answer());
        return desk.open(accepted.prompt(), accepted.fromKnownDevice(), accepted.passkeyOnly())
                .thenCompose(opening -> {
                    if (opening instanceof Opening.TooMany tooMany) {
                        return CompletableFuture.completedFuture(new NotNow(tooMany.retryAfter()));
                    }
                    Opening.Opened opened = (Opening.Opened) opening;
                    ClientSecret secret = ClientSecret.create(random);
                    Hold hold = seal(exchange.head(), accepted, opened, secret);
                    // First the session is shut out under the challenge, then the first reason may go: it is never free
                    // in
                    // between.
                    return shut(values, opened.id())
                            .thenCompose(done -> holds.put(hold))
                            .thenCompose(done -> quarantine.release(underWay(exchange)))
                            .thenApply(done -> new Waiting(
                                    opened.id(),
                                    opened.code(),
                                    opened.expires(),
                                    secret.token(),
                                    opened.passkeyOnly(),
                                    opened.means()));
                });
    }

    private Hold seal(RequestHead head, Accepted accepted, Opening.Opened opened, ClientSecret secret) {
        // Basic credentials come with each request: whoever is approved repeats the request, and is given nothing.
        boolean repeats = accepted.login().username().source() == Config.Username.Source.BASIC;
        return new Hold(
                opened.id(),
                accepted.prompt().decision(),
                accepted.prompt().user(),
                keyring.hash(CLIENT, secret.token()),
                head.wantsHtml() && !repeats,
                head.target(),
                repeats ? head.target() : back(head),
                opened.expires(),
                secret.seal("view " + opened.id(), opened.code().getBytes(StandardCharsets.US_ASCII)),
                secret.seal("answer " + opened.id(), HeldAnswer.encode(accepted.answer())),
                revocations.seal(head, accepted.login(), accepted.upstream(), accepted.answer()),
                accepted.traces(),
                accepted.visit());
    }

    /** The hold, for the client that has its token. */
    CompletionStage<Optional<Hold>> find(String challenge, String token) {
        return holds.find(challenge)
                .thenApply(found -> found.filter(hold -> keyring.isHash(CLIENT, token, hold.clientHash())));
    }

    Optional<String> code(Hold hold, String token) {
        return ClientSecret.parse(token)
                .flatMap(secret -> secret.open("view " + hold.challenge(), hold.view()))
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    /** Hands out the answer of an approved challenge, once, and sets its session free. */
    CompletionStage<Optional<Answer>> release(Hold hold, String token) {
        return redeem(hold.challenge())
                .thenApply(redeemed -> redeemed.flatMap(own -> ClientSecret.parse(token)
                                .flatMap(secret -> secret.open("answer " + own.challenge(), own.answer())))
                        .map(HeldAnswer::decode));
    }

    /** Takes the hold of an approved challenge, once, and sets its session free; empty if it is not approved, or was taken before. */
    public CompletionStage<Optional<Hold>> redeem(String challenge) {
        return desk.redeem(challenge).thenCompose(redeemed -> {
            if (!redeemed) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return holds.take(challenge)
                    .thenCompose(taken -> quarantine.release(challenge).thenApply(done -> {
                        taken.ifPresent(released);
                        return taken;
                    }));
        });
    }

    private CompletionStage<Void> shut(Set<String> values, String reason) {
        if (values.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return quarantine.shut(
                values.stream()
                        .map(value -> keyring.hash(Quarantine.CONTEXT, value))
                        .toList(),
                reason,
                clock.instant().plus(config.quarantine()));
    }

    /** The page the sign-in came from, on this very origin; else where it was sent. */
    private static String back(RequestHead head) {
        String referer = head.headers().get("Referer", "");
        try {
            URI uri = URI.create(referer);
            if (head.headers().get("Host", "").equalsIgnoreCase(uri.getRawAuthority())
                    && uri.getRawPath().startsWith("/")) {
                return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            }
        } catch (IllegalArgumentException e) {
            // A Referer that is no URI names no page.
        }
        return head.path().equals(head.target()) ? head.target() : "/";
    }
}
