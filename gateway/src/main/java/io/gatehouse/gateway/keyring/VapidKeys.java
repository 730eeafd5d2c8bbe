package io.gatehouse.gateway.keyring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Who we are to browsers' push services (RFC 8292): a P-256 key pair in the keyring's file, {@code "vapid":{"private":PKCS#8,"public":X.509}}, both base64. Every subscription of a
 * browser is bound to it: with another one they are all lost, until each phone's page has subscribed anew.
 */
public record VapidKeys(ECPrivateKey secret, ECPublicKey open) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEMBER = "vapid";
    private static final int COORDINATE_BYTES = 32;

    /** Reads them from the keyring's file, or adds them to it. Nodes that start together on one file agree. */
    public static VapidKeys openOrCreate(Path keyring) throws IOException {
        JsonNode known = JSON.readTree(Files.readAllBytes(keyring)).path(MEMBER);
        return known.isMissingNode() ? create(keyring) : read(keyring, known);
    }

    /** Keys that live as long as the process. */
    public static VapidKeys temporary() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new VapidKeys((ECPrivateKey) pair.getPrivate(), (ECPublicKey) pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks P-256", e);
        }
    }

    private static VapidKeys create(Path keyring) throws IOException {
        return KeyringFile.change(keyring, root -> {
            if (root.has(MEMBER)) {
                return read(keyring, root.path(MEMBER));
            }
            VapidKeys made = temporary();
            root.putObject(MEMBER)
                    .put("private", Base64.getEncoder().encodeToString(made.secret.getEncoded()))
                    .put("public", Base64.getEncoder().encodeToString(made.open.getEncoded()));
            return made;
        });
    }

    private static VapidKeys read(Path keyring, JsonNode node) throws IOException {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            byte[] secret = Base64.getDecoder().decode(node.path("private").asText());
            byte[] open = Base64.getDecoder().decode(node.path("public").asText());
            return new VapidKeys((ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(secret)), (ECPublicKey)
                    factory.generatePublic(new X509EncodedKeySpec(open)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    keyring + ": its vapid keys are malformed; restore them from a backup, or take the member"
                            + " \"vapid\" out (then every phone's page subscribes anew when it is opened)",
                    e);
        }
    }

    /** The point, uncompressed, base64url: what a browser is given as {@code applicationServerKey}. */
    public String publicKey() {
        byte[] point = new byte[1 + 2 * COORDINATE_BYTES];
        point[0] = 4;
        copy(open.getW().getAffineX(), point, 1);
        copy(open.getW().getAffineY(), point, 1 + COORDINATE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(point);
    }

    private static void copy(BigInteger coordinate, byte[] to, int at) {
        byte[] bytes = coordinate.toByteArray();
        int from = Math.max(0, bytes.length - COORDINATE_BYTES);
        int length = bytes.length - from;
        System.arraycopy(bytes, from, to, at + COORDINATE_BYTES - length, length);
    }

    @Override
    public String toString() {
        return "VapidKeys[" + publicKey() + "]";
    }
}
