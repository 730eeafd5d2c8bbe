package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gives a phone that proves its key a bearer token for a quarter of an hour, with which it may ask what it is asked. Answers do not rest on it: each is signed by itself. Neither
 * nonces nor tokens are stored; a nonce that was used is remembered until it ends, on this node.
 */
final class PhoneSessions {
    private static final Duration NONCE_VALID = Duration.ofMinutes(2);
    private static final Duration SESSION_VALID = Duration.ofMinutes(15);
    private static final int NONCE_BYTES = 16;
    private static final int SPENT = 10_000;
    private static final String BEARER = "Bearer ";

    record Token(String text, Instant expires) {
        @Override
        public String toString() {
            return "Token[until " + expires + "]";
        }
    }

    private final Enrolments enrolments;
    private final Stamps nonces;
    private final Stamps tokens;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<String, Instant> spent = new LinkedHashMap<>();

    PhoneSessions(Enrolments enrolments, Keyring keyring, SecureRandom random, InstantSource clock) {
        this.enrolments = enrolments;
        this.nonces = new Stamps(keyring, "phone nonce");
        this.tokens = new Stamps(keyring, "phone session");
        this.random = random;
        this.clock = clock;
    }

    Token nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        Instant until = clock.instant().plus(NONCE_VALID);
        return new Token(nonces.issue(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), until), until);
    }

    /** @throws Refusal when the nonce is none of ours, too old, or used */
    Token open(Device device, @Nullable String nonce) {
        spend(nonce);
        Instant until = clock.instant().plus(SESSION_VALID);
        return new Token(tokens.issue(device.id(), until), until);
    }

    /** @throws Refusal when the nonce is none of ours, too old, or used */
    void spend(@Nullable String nonce) {
        Instant now = clock.instant();
        String drawn = Optional.ofNullable(nonce)
                .flatMap(given -> nonces.subject(given, now))
                .orElseThrow(Refusal::unproven);
        if (!spend(drawn, now)) {
            throw Refusal.unproven();
        }
    }

    /** The oldest are at the front; more than fit in two minutes are refused rather than forgotten. */
    private synchronized boolean spend(String nonce, Instant now) {
        spent.values().removeIf(end -> !end.isAfter(now));
        return spent.size() < SPENT && spent.putIfAbsent(nonce, now.plus(NONCE_VALID)) == null;
    }

    /** The phone that holds the token in an Authorization header. */
    CompletionStage<Device> bearer(@Nullable String authorization) {
        String token = authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : "";
        Optional<String> id = tokens.subject(token, clock.instant());
        return id.map(enrolments::device)
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                .thenApply(found -> {
                    Device device = found.orElseThrow(Refusal::unproven);
                    if (device.disabled()) {
                        throw Refusal.deviceDisabled();
                    }
                    return device;
                });
    }
}
