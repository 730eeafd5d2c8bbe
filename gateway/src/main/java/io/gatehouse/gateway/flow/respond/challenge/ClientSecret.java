package io.gatehouse.gateway.flow.respond.challenge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * 256 random bits that only the waiting client has. What is held for it is sealed under keys that are derived from it (HKDF-Expand, RFC 5869; the secret is uniform, so nothing need be
 * extracted), AES-256-GCM. We forget it with the answer that carries it.
 */
final class ClientSecret {
    private static final int BYTES = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom NONCES = new SecureRandom();

    private final byte[] bytes;

    private ClientSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    static ClientSecret create(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new ClientSecret(bytes);
    }

    /** As the client sends it. */
    static Optional<ClientSecret> parse(String token) {
        if (token.length() != 43) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClientSecret(Base64.getUrlDecoder().decode(token)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As the client keeps it: 43 URL-safe characters. */
    String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    byte[] seal(String context, byte[] plain) {
        byte[] nonce = new byte[NONCE];
        NONCES.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, context, nonce).doFinal(plain);
            return ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks AES/GCM", e);
        }
    }

    Optional<byte[]> open(String context, byte[] sealed) {
        if (sealed.length < NONCE + TAG_BITS / 8) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE];
        System.arraycopy(sealed, 0, nonce, 0, NONCE);
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, context, nonce).doFinal(sealed, NONCE, sealed.length - NONCE));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks AES/GCM", e);
        }
    }

    private Cipher cipher(int mode, String context, byte[] nonce) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
        mac.update(("gatehouse hold " + context).getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 1);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(mac.doFinal(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    @Override
    public String toString() {
        return "ClientSecret[…]";
    }
}
