package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.flow.detect.CredentialsReader;
import io.gatehouse.gateway.flow.detect.Intent;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.store.Proofs.Proof;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sign-ins by HTTP Basic, whose credentials come with each request. They are judged once for each credentials, device and network, and then count for a while. They are proved by the configured
 * probe, never by the request itself: that one is not sent before they may be used.
 */
final class BasicSignIns {
    private final Rooms rooms;

    /** Judgements under way, so that a browser's six connections make one, not six. */
    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    BasicSignIns(Rooms rooms) {
        this.rooms = rooms;
    }

    void handle(Exchange exchange, Intent.Login intent) {
        try {
            Optional<String> user = CredentialsReader.user(intent.login(), exchange.head(), new byte[0]);
            if (user.isEmpty()) {
                pass(exchange, intent);
            } else {
                handle(exchange, intent, user.get());
            }
        } catch (MalformedLogin malformed) {
            rooms.pages()
                    .failure(exchange, HttpResponseStatus.BAD_REQUEST, "This sign-in cannot be read", malformed.why());
        }
    }

    private void handle(Exchange exchange, Intent.Login intent, String user) {
        byte[] device = rooms.deviceCookies()
                .idOf(
                        RequestCookies.of(exchange.head().headers())
                                .value(DeviceCookies.name(exchange.client().secure()))
                                .orElse(null),
                        exchange.at());
        String key = key(exchange, device);
        Optional<Proof> proof = rooms.proofs().find(key);
        if (proof.isEmpty()) {
            judgeOnce(exchange, intent, user, key);
        } else if (proof.get() instanceof Proof.Asked asked) {
            afterAsking(exchange, intent, user, key, asked.challenge());
        } else {
            pass(exchange, intent);
        }
    }

    private void judgeOnce(Exchange exchange, Intent.Login intent, String user, String key) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            other.thenRunAsync(
                            () -> handle(exchange, intent, user),
                            exchange.reply().eventLoop())
                    .exceptionally(failure -> rooms.failed(exchange, failure));
            return;
        }
        new SignIn(rooms, exchange, intent.login(), intent.route(), user, new byte[0])
                .judge()
                .thenCompose(judged -> new BasicSignIn(
                                rooms,
                                judged,
                                proof -> {
                                    // A client that keeps cookies comes back with the one it is given now, another
                                    // without.
                                    rooms.proofs().put(key, user, proof);
                                    rooms.proofs()
                                            .put(
                                                    key(
                                                            exchange,
                                                            judged.enriched()
                                                                    .device()
                                                                    .id()),
                                                    user,
                                                    proof);
                                },
                                () -> pass(exchange, intent))
                        .respond())
                .exceptionally(failure -> rooms.failed(exchange, failure))
                .whenComplete((done, failure) -> {
                    underWay.remove(key, mine);
                    mine.complete(null);
                });
    }

    /** The owner was asked: what has come of it? */
    private void afterAsking(Exchange exchange, Intent.Login intent, String user, String key, String challenge) {
        rooms.waitingRoom()
                .state(challenge)
                .thenCompose(state -> state.filter(one -> one == ChallengeState.APPROVED)
                                .isPresent()
                        ? rooms.holding().redeem(challenge).thenApply(hold -> Optional.of(ChallengeState.REDEEMED))
                        : CompletableFuture.completedFuture(state))
                .thenAcceptAsync(
                        state -> follow(exchange, intent, user, key, challenge, state),
                        exchange.reply().eventLoop())
                .exceptionally(failure -> rooms.failed(exchange, failure));
    }

    private void follow(
            Exchange exchange,
            Intent.Login intent,
            String user,
            String key,
            String challenge,
            Optional<ChallengeState> state) {
        switch (state.orElse(ChallengeState.EXPIRED)) {
            case REDEEMED -> {
                rooms.proofs().put(key, user, new Proof.Proven());
                pass(exchange, intent);
            }
            case PENDING, APPROVED -> rooms.waitingRoom().sendBack(exchange, challenge);
            case DENIED -> rooms.pages().blocked(exchange, exchange.id());
            case EXPIRED, CANCELLED -> {
                rooms.proofs().remove(key);
                handle(exchange, intent, user);
            }
        }
    }

    private void pass(Exchange exchange, Intent.Login intent) {
        Passage.start(rooms, exchange, intent.route(), null);
    }

    private String key(Exchange exchange, byte[] device) {
        return rooms.pseudonyms()
                .credentials(
                        exchange.head().headers().get("Authorization", ""),
                        device,
                        exchange.client().address());
    }
}
