package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.exchange.Manner;
import io.gatehouse.gateway.exchange.Signals;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Signs as the device script does. */
final class TestBrowser {
    static final String ORIGIN = "https://app.test";
    static final String REQUEST = "POST /login";

    private final KeyPair pair;
    private final SecureRandom random = new SecureRandom();

    TestBrowser() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String cookie(String stamp) {
        return cookie(stamp, REQUEST, ORIGIN, "60");
    }

    String cookie(String stamp, String request, String origin, String minutes) {
        byte[] serial = new byte[16];
        random.nextBytes(serial);
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        byte[] point = Arrays.copyOf(bytes(key.getW().getAffineX()), 64);
        System.arraycopy(bytes(key.getW().getAffineY()), 0, point, 32, 32);
        String text = DeviceProofs.signed(stamp, base64(serial), minutes, origin, request);
        return String.join(
                ".",
                "p1",
                stamp,
                base64(serial),
                minutes,
                base64(origin.getBytes(StandardCharsets.UTF_8)),
                base64(point),
                base64(sign(text)));
    }

    private byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Signals showing(String cookie) {
        return new Signals(Manner.UNKNOWN, "", "", "", cookie, REQUEST, ORIGIN);
    }

    private static byte[] bytes(java.math.BigInteger coordinate) {
        byte[] raw = coordinate.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, raw.length);
        System.arraycopy(raw, raw.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
