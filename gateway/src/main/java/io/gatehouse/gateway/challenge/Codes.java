package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.keyring.Keyring;
import java.security.SecureRandom;
import java.util.Locale;

/** Draws challenges' ids and codes, and knows codes again without keeping them. */
final class Codes {
    private static final String CONTEXT = "challenge code";
    private static final int ID_BYTES = 16;
    private static final int ONE_MILLION = 1_000_000;

    private final Keyring keyring;
    private final SecureRandom random;

    Codes(Keyring keyring, SecureRandom random) {
        this.keyring = keyring;
        this.random = random;
    }

    String drawId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Ids.of(bytes);
    }

    String drawCode() {
        return String.format(Locale.ROOT, "%06d", random.nextInt(ONE_MILLION));
    }

    String hash(String challenge, String code) {
        return keyring.hash(CONTEXT, challenge + " " + code);
    }

    boolean matches(Challenge challenge, String code) {
        return keyring.isHash(CONTEXT, challenge.id() + " " + code, challenge.codeHash());
    }
}
