package io.gatehouse.gateway.challenge.factor;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import io.gatehouse.gateway.challenge.Proof;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Factor;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.gatehouse.gateway.store.Pseudonyms;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passkeys and security keys (WebAuthn), verified by webauthn4j. What is signed is bound to one challenge, one origin and a verified user, so nobody can have guessed or relayed it. A passkey is for
 * the host it was made at, and for no other. Attestation is not asked for: any authenticator will do.
 */
public final class Passkeys {
    private static final Logger LOG = LoggerFactory.getLogger(Passkeys.class);
    private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256);

    private final Factors factors;
    private final Keyring keyring;
    private final Pseudonyms pseudonyms;
    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);

    public Passkeys(Factors factors, Keyring keyring) {
        this.factors = factors;
        this.keyring = keyring;
        this.pseudonyms = new Pseudonyms(keyring);
    }

    /**
     * Where a browser is.
     *
     * @param origin {@code scheme://host[:port]}
     * @param host without port: the relying party's id
     */
    public record Site(String origin, String host) {}

    /** What {@code navigator.credentials.get} is to be given for this sign-in; JSON as of WebAuthn Level 3. Empty if the user has no passkey for the host. */
    public CompletionStage<Optional<Map<String, ?>>> request(String challenge, String user, Site site, Instant now) {
        return factors.of(pseudonyms.user(user)).thenApply(all -> {
            List<Map<String, String>> known = passkeys(all, site, now)
                    .map(one -> described(credential(one)))
                    .toList();
            return known.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Map.of(
                            "challenge",
                            base64url(assertionChallenge(challenge)),
                            "rpId",
                            site.host(),
                            "allowCredentials",
                            known,
                            "userVerification",
                            "required"));
        });
    }

    /** What the browser's answer proves. It is verified before it is used: signatures are not looked at on the store's thread. */
    public CompletionStage<Proof> read(String challenge, String user, Site site, String answer, Instant now) {
        return factors.of(pseudonyms.user(user))
                .thenApply(all -> verified(challenge, answer, site, passkeys(all, site, now))
                        .<Proof>map(Verified::new)
                        .orElse(NOTHING));
    }

    private Stream<Factor> passkeys(FactorsOfUser all, Site site, Instant now) {
        return all.factors().stream()
                .filter(one -> one.kind() == Factor.Kind.PASSKEY)
                .filter(one -> !now.isBefore(one.usable()))
                .filter(one -> one.host().equals(site.host()));
    }

    private record Asserted(Factor factor, long counter) {}

    private Optional<Asserted> verified(String challenge, String answer, Site site, Stream<Factor> known) {
        try {
            AuthenticationData data = manager.parseAuthenticationResponseJSON(answer);
            byte[] id = data.getCredentialId();
            Optional<Factor> factor =
                    known.filter(one -> Arrays.equals(credential(one).id(), id)).findFirst();
            if (factor.isEmpty()) {
                return Optional.empty();
            }
            manager.verify(
                    data,
                    new AuthenticationParameters(
                            server(site, assertionChallenge(challenge)),
                            credential(factor.get()).record(factor.get().counter()),
                            List.of(id),
                            true,
                            true));
            return Optional.of(
                    new Asserted(factor.get(), data.getAuthenticatorData().getSignCount()));
        } catch (DataConversionException | VerificationException e) {
            LOG.info("A passkey's answer proves nothing: {}", e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static ServerProperty server(Site site, byte[] challenge) {
        return ServerProperty.builder()
                .origin(Origin.create(site.origin()))
                .rpId(site.host())
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    /** Nobody but the waiting client can ask for it; it is good for this challenge alone. */
    private byte[] assertionChallenge(String challenge) {
        return keyring.hash("passkey assertion", challenge.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] creationChallenge(String draft) {
        return keyring.hash("passkey creation", draft.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What {@code navigator.credentials.create} is to be given.
     *
     * @param draft names this enrolment, which only its browser knows
     */
    public CompletionStage<Map<String, ?>> creation(String draft, String user, Site site) {
        return factors.of(pseudonyms.user(user)).thenApply(all -> {
            Map<String, Object> options = new LinkedHashMap<>();
            options.put("challenge", base64url(creationChallenge(draft)));
            options.put("rp", Map.of("id", site.host(), "name", site.host()));
            options.put(
                    "user",
                    Map.of(
                            "id",
                            base64url(pseudonyms.user(user).getBytes(StandardCharsets.US_ASCII)),
                            "name",
                            user,
                            "displayName",
                            user));
            options.put(
                    "pubKeyCredParams",
                    ALGORITHMS.stream()
                            .map(one -> Map.of("type", "public-key", "alg", one.getValue()))
                            .toList());
            options.put(
                    "excludeCredentials",
                    all.factors().stream()
                            .filter(one -> one.kind() == Factor.Kind.PASSKEY
                                    && one.host().equals(site.host()))
                            .map(one -> described(credential(one)))
                            .toList());
            options.put("authenticatorSelection", Map.of("userVerification", "required", "residentKey", "preferred"));
            options.put("attestation", "none");
            return options;
        });
    }

    /** A new passkey as it is to be kept; empty if the browser's answer is none that we asked for. */
    Optional<PasskeyRecord> created(String draft, Site site, String answer) {
        try {
            RegistrationData data = manager.parseRegistrationResponseJSON(answer);
            manager.verify(
                    data,
                    new RegistrationParameters(
                            server(site, creationChallenge(draft)),
                            ALGORITHMS.stream()
                                    .map(one ->
                                            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, one))
                                    .toList(),
                            true,
                            true));
            return PasskeyRecord.of(site.host(), data, converter);
        } catch (DataConversionException | VerificationException e) {
            LOG.info("A new passkey is refused: {}", e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private PasskeyRecord credential(Factor factor) {
        return PasskeyRecord.decode(factor.material(), converter);
    }

    private static Map<String, String> described(PasskeyRecord credential) {
        return Map.of("type", "public-key", "id", base64url(credential.id()));
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whatever was wrong, it is a try that failed. */
    private static final Proof NOTHING = new PasskeyProof() {
        @Override
        public Optional<FactorsOfUser> use(FactorsOfUser before, Instant now) {
            return Optional.empty();
        }
    };

    private interface PasskeyProof extends Proof {
        @Override
        default Optional<FactorsOfUser.Typed> guess() {
            return Optional.empty();
        }

        @Override
        default boolean isPasskey() {
            return true;
        }
    }

    /** The signature is good; what is left is that the passkey is still there, and that it was not copied as far as its counter tells. */
    private record Verified(Asserted asserted) implements PasskeyProof {
        @Override
        public Optional<FactorsOfUser> use(FactorsOfUser before, Instant now) {
            Factor factor = asserted.factor();
            boolean there = before.factors().stream()
                    .anyMatch(one -> one.id().equals(factor.id())
                            && one.material().equals(factor.material())
                            && !now.isBefore(one.usable()));
            if (!there) {
                return Optional.empty();
            }
            boolean counts = asserted.counter() > 0 || factor.counter() > 0;
            return counts ? before.advanced(factor.id(), asserted.counter()) : Optional.of(before);
        }
    }
}
