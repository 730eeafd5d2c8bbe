package io.gatehouse.gateway.flow.respond.challenge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Hold;
import io.gatehouse.gateway.store.Holds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Takes sign-ins back that were held and not approved: destroys the answer, and says how to sign its session out at the upstream. */
public final class Revocations {
    private static final String CONTEXT = "revocation";
    private static final byte[] NONE = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Holds holds;
    private final Keyring keyring;

    public Revocations(Holds holds, Keyring keyring) {
        this.holds = holds;
        this.keyring = keyring;
    }

    /** What ends a sign-in at the upstream. */
    public record Revocation(Config.SignOut signOut, String upstream, String host, String cookies, String bearer) {
        /** Cookies and tokens are secrets. */
        @Override
        public String toString() {
            return "Revocation[" + signOut.path() + "]";
        }
    }

    /** A hold that is no more, and how to sign it out, where the configuration says how. */
    public record Destroyed(Hold hold, Optional<Revocation> revocation) {}

    /** Destroys the answer; the session stays shut out. Empty for all but the first who asks. */
    public CompletionStage<Optional<Destroyed>> destroy(String challenge) {
        return holds.take(challenge).thenApply(taken -> taken.map(hold -> new Destroyed(hold, open(hold))));
    }

    /** Every hold there is: what a node that starts must look after. */
    public CompletionStage<List<Hold>> all() {
        return holds.all();
    }

    /** How to sign out a success; empty where the configuration does not say. */
    public Optional<Revocation> of(RequestHead head, Config.Login login, String upstream, Answer answer) {
        Sessions sessions = new Sessions(login);
        return Optional.ofNullable(login.signOut())
                .map(signOut -> new Revocation(
                        signOut,
                        upstream,
                        head.headers().get("Host", ""),
                        sessions.cookiesAfter(head, answer),
                        sessions.tokenAfter(head, answer).orElse("")));
    }

    byte[] seal(RequestHead head, Config.Login login, String upstream, Answer answer) {
        return keyring.seal(
                CONTEXT,
                of(head, login, upstream, answer).map(Revocations::encode).orElse(NONE));
    }

    private Optional<Revocation> open(Hold hold) {
        return keyring.open(CONTEXT, hold.revocation())
                .filter(encoded -> encoded.length > 0)
                .map(Revocations::decode);
    }

    private static byte[] encode(Revocation revocation) {
        try {
            return JSON.writeValueAsBytes(revocation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Revocation decode(byte[] encoded) {
        try {
            return JSON.readValue(encoded, Revocation.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
