package io.gatehouse.gateway.challenge.factor;

import com.bastiaanjansen.otp.HMACAlgorithm;
import com.bastiaanjansen.otp.HOTPGenerator;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Factor;
import io.gatehouse.gateway.store.FactorsOfUser;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.commons.codec.binary.Base32;

/**
 * Codes of authenticator apps (RFC 6238): 6 digits, SHA-1, 30 s, the one kind that all apps know. The step before and the one after are good too, for clocks that are off; a step is good once, and
 * none before it after that. Secrets are kept sealed.
 */
final class Totp {
    static final Pattern CODE = Pattern.compile("[0-9]{6}");
    static final int SECONDS = 30;

    private static final int SECRET_BYTES = 20;
    private static final int DIGITS = 6;

    private final Keyring keyring;

    Totp(Keyring keyring) {
        this.keyring = keyring;
    }

    static byte[] drawSecret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** As {@link Factor#material} holds it; opens for this user only. */
    String seal(String user, byte[] secret) {
        return Base64.getEncoder().encodeToString(keyring.seal(context(user), secret));
    }

    /** The secret; empty if it is another user's, or was altered. */
    Optional<byte[]> open(String user, String material) {
        try {
            return keyring.open(context(user), Base64.getDecoder().decode(material));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As authenticator apps read it from a picture. */
    static URI uri(byte[] secret, String issuer, String user) {
        String label = encoded(issuer) + ":" + encoded(user);
        return URI.create("otpauth://totp/" + label + "?secret=" + new Base32().encodeToString(secret) + "&issuer="
                + encoded(issuer));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Uses a code up, if it is right for one of the user's apps. */
    Optional<FactorsOfUser> use(String user, FactorsOfUser all, String code, Instant now) {
        for (Factor factor : all.factors()) {
            if (factor.kind() == Factor.Kind.TOTP && !now.isBefore(factor.usable())) {
                Optional<FactorsOfUser> used = open(user, factor.material())
                        .flatMap(secret -> step(secret, code, now).stream()
                                .boxed()
                                .findFirst()
                                .flatMap(step -> all.advanced(factor.id(), step)));
                if (used.isPresent()) {
                    return used;
                }
            }
        }
        return Optional.empty();
    }

    /** Of which time step the code is, as far as it is a good one; takes as long for a wrong one. */
    @SuppressWarnings(
            "deprecation") // What is weak in SHA-1, collisions, does not matter in an HMAC; and few apps know another
    // hash.
    static OptionalLong step(byte[] secret, String code, Instant now) {
        HOTPGenerator generator = new HOTPGenerator.Builder(base32(secret))
                .withPasswordLength(DIGITS)
                .withAlgorithm(HMACAlgorithm.SHA1)
                .build();
        long step = now.getEpochSecond() / SECONDS;
        byte[] typed = code.getBytes(StandardCharsets.US_ASCII);
        OptionalLong found = OptionalLong.empty();
        for (long one = step - 1; one <= step + 1; one++) {
            if (MessageDigest.isEqual(generator.generate(one).getBytes(StandardCharsets.US_ASCII), typed)) {
                found = OptionalLong.of(one);
            }
        }
        return found;
    }

    private static byte[] base32(byte[] secret) {
        return new Base32().encode(secret);
    }

    private static String context(String user) {
        return "totp " + user;
    }
}
