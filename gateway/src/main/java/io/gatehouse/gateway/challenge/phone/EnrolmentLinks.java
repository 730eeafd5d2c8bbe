package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.config.PhoneOrigin;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Enrolments;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Makes links by which a user enrols one phone, once, within 15 minutes. The token is in the fragment: no server's log ever sees it. */
public final class EnrolmentLinks {
    /** How long a link can be used. */
    public static final Duration VALID = Duration.ofMinutes(15);

    private static final String CONTEXT = "enrolment token";
    private static final int TOKEN_BYTES = 32;

    private final Enrolments enrolments;
    private final Keyring keyring;
    private final String origin;
    private final SecureRandom random;
    private final InstantSource clock;

    /** @param origin the phone page's */
    public EnrolmentLinks(
            Enrolments enrolments, Keyring keyring, URI origin, SecureRandom random, InstantSource clock) {
        this.enrolments = enrolments;
        this.keyring = keyring;
        this.origin = PhoneOrigin.of(origin);
        this.random = random;
        this.clock = clock;
    }

    /** A link for this user: whoever opens it can approve this user's sign-ins from then on. */
    public CompletionStage<URI> create(String user) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Enrolments.Invitation invitation =
                new Enrolments.Invitation(user, clock.instant().plus(VALID));
        return enrolments
                .invite(keyring.hash(CONTEXT, token), invitation)
                .thenApply(done -> URI.create(origin + "/#enrol=" + token));
    }

    /** Under which an invitation may be kept, that of the current key first. */
    static List<String> tokenHashes(Keyring keyring, String token) {
        return keyring.hashes(CONTEXT, token);
    }
}
