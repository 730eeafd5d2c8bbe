package io.gatehouse.gateway.challenge.phone;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** A phone that signs whatever a test wants, written apart from the product's own client so that they do not err together. */
final class TestPhone {
    private final PhoneHouse house;
    private final KeyPair keys = newKeys();
    String id = "";
    String token = "";

    TestPhone(PhoneHouse house) {
        this.house = house;
    }

    static TestPhone enrolled(PhoneHouse house, String user) throws Exception {
        TestPhone phone = new TestPhone(house);
        PhoneHouse.Got got = phone.enrol(house.link(user));
        phone.id = got.body().path("device").asText();
        phone.token = phone.session().body().path("token").asText();
        return phone;
    }

    PhoneHouse.Got enrol(URI link) throws Exception {
        String payload = "{'aud':'%s','token':'%s','name':'Test phone'}"
                .formatted(house.origin, link.getFragment().substring("enrol=".length()));
        return house.postJws("enrol", sign(enrolHeader(), payload));
    }

    String enrolHeader() {
        return "{'alg':'ES256','typ':'gatehouse-enrol+jwt','jwk':" + jwk() + "}";
    }

    String jwk() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return "{'kty':'EC','crv':'P-256','x':'%s','y':'%s'}"
                .formatted(
                        coordinate(key.getW().getAffineX()),
                        coordinate(key.getW().getAffineY()));
    }

    String nonce() throws Exception {
        return house.post("nonce", "{}").body().path("nonce").asText();
    }

    PhoneHouse.Got session() throws Exception {
        return house.postJws("session", sign(header("session"), proof(nonce())));
    }

    String proof(String nonce) {
        return "{'aud':'%s','nonce':'%s'}".formatted(house.origin, nonce);
    }

    String header(String use) {
        return "{'alg':'ES256','typ':'gatehouse-%s+jwt','kid':'%s'}".formatted(use, id);
    }

    JsonNode asked() throws Exception {
        return house.get("challenges", token).body().path("challenges").path(0);
    }

    String approval(JsonNode asked, String code) throws Exception {
        return sign(
                header("answer"),
                "{'aud':'%s','challenge':'%s','nonce':'%s','decision':'approve','code':'%s'}"
                        .formatted(
                                house.origin,
                                asked.path("id").asText(),
                                asked.path("nonce").asText(),
                                code));
    }

    String denial(JsonNode asked, boolean reported) throws Exception {
        return sign(
                header("answer"),
                "{'aud':'%s','challenge':'%s','nonce':'%s','decision':'deny','reported':%s}"
                        .formatted(
                                house.origin,
                                asked.path("id").asText(),
                                asked.path("nonce").asText(),
                                reported));
    }

    PhoneHouse.Got answer(JsonNode asked, String jws) throws Exception {
        return house.postJws("challenges/" + asked.path("id").asText() + "/answer", jws);
    }

    /** Single quotes become double ones. */
    String sign(String header, String payload) throws Exception {
        String signed = base64(header) + "." + base64(payload);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    static String base64(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String coordinate(BigInteger n) {
        byte[] bytes = new byte[32];
        byte[] signed = n.toByteArray();
        int length = Math.min(signed.length, 32);
        System.arraycopy(signed, signed.length - length, bytes, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
