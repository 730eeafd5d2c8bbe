package io.gatehouse.gateway.cli.phone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A phone's private key, and what it signs. */
final class PhoneKey {
    private static final int COORDINATE_BYTES = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A new key, and its public half as a JWK. */
    record Made(PhoneKey key, ObjectNode jwk) {}

    private final PrivateKey key;

    private PhoneKey(PrivateKey key) {
        this.key = key;
    }

    static Made make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey point = (ECPublicKey) pair.getPublic();
            ObjectNode jwk = JSON.createObjectNode()
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", coordinate(point.getW().getAffineX()))
                    .put("y", coordinate(point.getW().getAffineY()));
            return new Made(new PhoneKey(pair.getPrivate()), jwk);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks P-256", e);
        }
    }

    /** From what {@link #encoded} gave. */
    static PhoneKey decode(String encoded) throws IOException {
        try {
            byte[] pkcs8 = Base64.getDecoder().decode(encoded);
            return new PhoneKey(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("its key is damaged; enrol again");
        }
    }

    /** PKCS#8, base64: a secret. */
    String encoded() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** A compact JWS. */
    String sign(JsonNode header, JsonNode payload) {
        String signed = base64(bytes(header)) + "." + base64(bytes(payload));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks ES256", e);
        }
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String coordinate(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
