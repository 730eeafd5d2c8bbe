package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.keyring.P256Key;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A compact JWS that somebody sent, its signature not yet verified. Only ES256; the type says what the signature is for, so that one made for one purpose does not serve
 * another.
 */
record Jws(Header header, byte[] payload, byte[] signedPart, byte[] signature) {

    /** Names its key, or for a key that nobody knows yet carries it. */
    record Header(
            String alg,
            String typ,
            @Nullable String kid,
            @Nullable Jwk jwk) {}

    record Jwk(String kty, String crv, String x, String y) {
        P256Key key() {
            if (!"EC".equals(kty) || !"P-256".equals(crv) || x == null || y == null) {
                throw Refusal.malformed("The key must be a JWK with kty EC, crv P-256, x and y");
            }
            try {
                return P256Key.of(base64(x), base64(y));
            } catch (IllegalArgumentException e) {
                throw Refusal.malformed("The key is not a point on P-256");
            }
        }
    }

    static Jws parse(@Nullable String compact, String type) {
        String[] parts = compact == null ? new String[0] : compact.split("\\.", -1);
        if (parts.length != 3) {
            throw Refusal.malformed("jws must be a compact JWS: three parts with dots between");
        }
        Header header = StrictJson.read(base64(parts[0]), Header.class, "The header of the JWS");
        if (!"ES256".equals(header.alg)) {
            throw Refusal.malformed("The only algorithm is ES256");
        }
        if (!type.equals(header.typ)) {
            throw Refusal.malformed("The type of this JWS must be " + type);
        }
        byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        return new Jws(header, base64(parts[1]), signed, base64(parts[2]));
    }

    /** What was signed. */
    <T> T verified(P256Key key, Class<T> payloadType) {
        if (!key.verifies(signedPart, signature)) {
            throw Refusal.unproven();
        }
        return StrictJson.read(payload, payloadType, "The payload of the JWS");
    }

    /** Base64url without padding, in its one spelling. */
    private static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw Refusal.malformed("Not base64url without padding");
    }
}
