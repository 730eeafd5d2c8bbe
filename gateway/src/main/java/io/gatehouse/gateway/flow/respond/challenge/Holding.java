package io.gatehouse.gateway.flow.respond.challenge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.challenge.Desk;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Holds what the upstream answered to a sign-in until its owner has approved it.
 *
 * <p>Life of a hold: {@link #shutOut} before the sign-in is forwarded; then {@link #reopen} (it was refused), or {@link #hold}; then {@link #release} once, to the client that waits, or
 * {@link #destroy}.
 */
public final class Holding {
    /** How long after its approval an answer waits to be fetched. */
    static final Duration GRACE = Duration.ofMinutes(2);

    private static final String REVOCATION = "revocation";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Desk desk;
    private final Holds holds;
    private final Quarantine quarantine;
    private final Keyring keyring;
    private final Config.Challenge config;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public Holding(
            Desk desk,
            Holds holds,
            Quarantine quarantine,
            Keyring keyring,
            Config.Challenge config,
            InstantSource clock) {
        this.desk = desk;
        this.holds = holds;
        this.quarantine = quarantine;
        this.keyring = keyring;
        this.config = config;
        this.clock = clock;
    }

    /** What a waiting client is told. The token is a secret between it and us. */
    public record Waiting(String challenge, String code, Instant expires, String token, boolean enrolled) {
        @Override
        public String toString() {
            return "Waiting[" + challenge + "]";
        }
    }

    /** What ends a sign-in at the upstream. */
    public record Revocation(Config.SignOut signOut, String upstream, String host, String cookies, String bearer) {
        @Override
        public String toString() {
            return "Revocation[" + signOut.path() + "]";
        }
    }

    /** Shuts out what the sign-in carries, before the upstream sees it. */
    public CompletionStage<Void> shutOut(String decision, Config.Login login, RequestHead head) {
        return shut(new Sessions(login).carried(head), decision);
    }

    /** The upstream said no: the session is what it was before. */
    public CompletionStage<Void> reopen(String decision) {
        return quarantine.release(decision);
    }

    /** Opens a challenge and seals the answer for the client; empty where too many approvals ring already. The session stays shut out either way. */
    public CompletionStage<Optional<Waiting>> hold(
            Exchange exchange,
            Config.Login login,
            String upstream,
            Prompt prompt,
            boolean fromKnownDevice,
            Answer answer) {
        Sessions sessions = new Sessions(login);
        Set<String> values = new LinkedHashSet<>(sessions.carried(exchange.head()));
        values.addAll(sessions.given(answer));
        return desk.open(prompt, fromKnownDevice).thenCompose(opening -> {
            if (!(opening instanceof Opening.Opened opened)) {
                return shut(values, prompt.decision()).thenApply(done -> Optional.empty());
            }
            ClientSecret secret = ClientSecret.create(random);
            Waiting waiting =
                    new Waiting(opened.id(), opened.code(), opened.expires(), secret.token(), opened.enrolled());
            Hold hold = new Hold(
                    opened.id(),
                    prompt.decision(),
                    prompt.user(),
                    clientHash(secret.token()),
                    exchange.head().wantsHtml(),
                    exchange.head().target(),
                    back(exchange.head()),
                    opened.expires(),
                    secret.seal("view " + opened.id(), opened.code().getBytes(StandardCharsets.US_ASCII)),
                    secret.seal("answer " + opened.id(), HeldAnswer.encode(answer)),
                    keyring.seal(
                            REVOCATION,
                            revocationOf(exchange.head(), login, upstream, answer)
                                    .map(Holding::encode)
                                    .orElse(new byte[0])));
            // First the session is shut out under the challenge, then the decision's reason may go: it is never free in
            // between.
            return shut(values, opened.id())
                    .thenCompose(done -> holds.put(hold))
                    .thenCompose(done -> quarantine.release(prompt.decision()))
                    .thenApply(done -> Optional.of(waiting));
        });
    }

    /** The hold, for the client that has its token. */
    CompletionStage<Optional<Hold>> find(String challenge, String token) {
        return holds.find(challenge)
                .thenApply(found -> found.filter(hold -> MessageDigest.isEqual(
                        hold.clientHash().getBytes(StandardCharsets.US_ASCII),
                        clientHash(token).getBytes(StandardCharsets.US_ASCII))));
    }

    Optional<String> code(Hold hold, String token) {
        return ClientSecret.parse(token)
                .flatMap(secret -> secret.open("view " + hold.challenge(), hold.view()))
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    /** Hands out the answer of an approved challenge, once, and sets its session free. */
    CompletionStage<Optional<Answer>> release(Hold hold, String token) {
        return desk.redeem(hold.challenge()).thenCompose(redeemed -> {
            if (!redeemed) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return holds.take(hold.challenge()).thenCompose(taken -> {
                Optional<Answer> answer = taken.flatMap(own -> ClientSecret.parse(token)
                                .flatMap(secret -> secret.open("answer " + own.challenge(), own.answer())))
                        .map(HeldAnswer::decode);
                return quarantine.release(hold.challenge()).thenApply(done -> answer);
            });
        });
    }

    /** Destroys the answer; the session stays shut out. What is returned signs it out at the upstream, where the configuration says how. */
    public CompletionStage<Optional<Revocation>> destroy(String challenge) {
        return holds.take(challenge)
                .thenApply(taken -> taken.flatMap(hold -> keyring.open(REVOCATION, hold.revocation()))
                        .flatMap(Holding::decode));
    }

    /** What was never released and lapsed long ago: nobody will come for it. */
    public CompletionStage<List<String>> lapsed() {
        Instant deadline = clock.instant().minus(GRACE);
        return holds.all()
                .thenApply(all -> all.stream()
                        .filter(hold -> hold.expires().isBefore(deadline))
                        .map(Hold::challenge)
                        .toList());
    }

    /** How to sign out a success; empty where the configuration does not say. */
    public Optional<Revocation> revocationOf(RequestHead head, Config.Login login, String upstream, Answer answer) {
        Sessions sessions = new Sessions(login);
        return Optional.ofNullable(login.signOut())
                .map(signOut -> new Revocation(
                        signOut,
                        upstream,
                        head.headers().get("Host", ""),
                        sessions.cookiesAfter(head, answer),
                        sessions.tokenAfter(head, answer).orElse("")));
    }

    private static byte[] encode(Revocation revocation) {
        try {
            return JSON.writeValueAsBytes(revocation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Revocation> decode(byte[] encoded) {
        if (encoded.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(encoded, Revocation.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletionStage<Void> shut(Set<String> values, String reason) {
        return quarantine.shut(
                values.stream()
                        .map(value -> keyring.hash(Quarantine.CONTEXT, value))
                        .toList(),
                reason,
                clock.instant().plus(config.quarantine()));
    }

    private String clientHash(String token) {
        return keyring.hash("waiting client", token);
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
