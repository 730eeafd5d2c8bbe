package io.gatehouse.gateway.keyring;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** A phone's or a browser's public key: a point on P-256, checked to be one. */
public record P256Key(ECPublicKey key) {
    private static final int COORDINATE_BYTES = 32;
    private static final ECParameterSpec P256 = p256();

    /**
     * From the coordinates of a JWK.
     *
     * @throws IllegalArgumentException when they are not 32 bytes each, or no point on the curve
     */
    public static P256Key of(byte[] x, byte[] y) {
        if (x.length != COORDINATE_BYTES || y.length != COORDINATE_BYTES) {
            throw new IllegalArgumentException("a P-256 coordinate has " + COORDINATE_BYTES + " bytes");
        }
        ECPoint point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
        requireOnCurve(point);
        try {
            return new P256Key(
                    (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, P256)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks P-256", e);
        }
    }

    /** From what {@link #encoded} gave. */
    public static P256Key decode(String encoded) {
        try {
            byte[] spki = Base64.getDecoder().decode(encoded);
            ECPublicKey key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
            requireOnCurve(key.getW());
            return new P256Key(key);
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("not a P-256 public key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks P-256", e);
        }
    }

    /** SubjectPublicKeyInfo, base64. */
    public String encoded() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** Whether this key made the ES256 signature: r and s, 32 bytes each, neither of them out of range. */
    public boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != 2 * COORDINATE_BYTES
                || !isScalar(Arrays.copyOf(signature, COORDINATE_BYTES))
                || !isScalar(Arrays.copyOfRange(signature, COORDINATE_BYTES, signature.length))) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** 1 ≤ n < order. A JVM that forgets this check takes a signature of zeros for anybody's (CVE-2022-21449). */
    private static boolean isScalar(byte[] bytes) {
        BigInteger n = new BigInteger(1, bytes);
        return n.signum() > 0 && n.compareTo(P256.getOrder()) < 0;
    }

    /** y² = x³ + ax + b in the field; the group's order is prime, so any such point will do. */
    private static void requireOnCurve(ECPoint point) {
        BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.multiply(x)
                .add(P256.getCurve().getA())
                .multiply(x)
                .add(P256.getCurve().getB())
                .mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right)) {
            throw new IllegalArgumentException("not a point on P-256");
        }
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks P-256", e);
        }
    }
}
