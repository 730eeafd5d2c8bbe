package io.gatehouse.gateway.challenge.push;

import io.gatehouse.gateway.store.PushRegistration;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A browser that was subscribed: opens what it is sent as RFC 8188 and RFC 8291 say, written apart from the library that seals it. */
record Subscriber(ECPrivateKey secret, byte[] point, byte[] auth) {
    static byte[] decode(String base64url) {
        return Base64.getUrlDecoder().decode(base64url);
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The user agent of RFC 8291, section 5 and appendix A. */
    static Subscriber ofTheRfc() throws Exception {
        return new Subscriber(
                (ECPrivateKey) KeyFactory.getInstance("EC")
                        .generatePrivate(new ECPrivateKeySpec(
                                new BigInteger(1, decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")), p256())),
                decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
                decode("BTBZMqHH6r4Tts7J_aSIgg"));
    }

    PushRegistration at(String endpoint) {
        return new PushRegistration(PushRegistration.Service.WEB_PUSH, endpoint, encode(point), encode(auth));
    }

    private static ECParameterSpec p256() throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    static ECPublicKey publicKey(byte[] point) throws Exception {
        ECPoint at = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 33)),
                new BigInteger(1, Arrays.copyOfRange(point, 33, 65)));
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(at, p256()));
    }

    String open(byte[] body) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = take(in, 16);
        in.getInt();
        byte[] sender = take(in, in.get() & 0xff);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(secret);
        agreement.doPhase(publicKey(sender), true);
        byte[] ikm =
                hmac(hmac(auth, agreement.generateSecret()), join("WebPush: info\0", point, sender, new byte[] {1}));
        byte[] prk = hmac(salt, ikm);
        byte[] key = Arrays.copyOf(hmac(prk, join("Content-Encoding: aes128gcm\0", new byte[] {1})), 16);
        byte[] nonce = Arrays.copyOf(hmac(prk, join("Content-Encoding: nonce\0", new byte[] {1})), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        String padded = new String(cipher.doFinal(take(in, in.remaining())), StandardCharsets.UTF_8);
        return padded.substring(0, padded.lastIndexOf('\2'));
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] join(String label, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] hmac(byte[] key, byte[] message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }
}
