package io.gatehouse.gateway.challenge.phone;

import io.gatehouse.gateway.keyring.P256Key;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Opens requests that an enrolled phone has signed. */
final class SignedRequests {
    /** The body of every request that is signed. */
    record Envelope(@Nullable String jws) {}

    /** A payload says whom it is meant for, so that what is signed for one Gatehouse is of no use at another. */
    interface Addressed {
        @Nullable
        String aud();
    }

    record Signed<T>(Device device, T payload) {}

    private final Enrolments enrolments;
    private final String origin;

    SignedRequests(Enrolments enrolments, String origin) {
        this.enrolments = enrolments;
        this.origin = origin;
    }

    /** Signed by a phone that is enrolled and may act. */
    <T extends Addressed> CompletionStage<Signed<T>> open(byte[] body, String type, Class<T> payloadType) {
        Jws jws = parse(body, type);
        String kid = jws.header().kid();
        if (kid == null || jws.header().jwk() != null) {
            throw Refusal.malformed("The header must name the phone in kid, and carry no key");
        }
        return enrolments.device(kid).thenApply(found -> {
            Device device = found.orElseThrow(Refusal::unproven);
            T payload = jws.verified(P256Key.decode(device.publicKey()), payloadType);
            requireForUs(payload);
            if (device.disabled()) {
                throw Refusal.deviceDisabled();
            }
            return new Signed<>(device, payload);
        });
    }

    /** Signed by the new key that it carries: who sends it holds the private one. */
    <T extends Addressed> T openNew(Jws jws, P256Key key, Class<T> payloadType) {
        T payload = jws.verified(key, payloadType);
        requireForUs(payload);
        return payload;
    }

    Jws parse(byte[] body, String type) {
        return Jws.parse(StrictJson.read(body, Envelope.class, "The body").jws(), type);
    }

    private void requireForUs(Addressed payload) {
        if (!origin.equals(payload.aud())) {
            throw Refusal.unproven();
        }
    }
}
