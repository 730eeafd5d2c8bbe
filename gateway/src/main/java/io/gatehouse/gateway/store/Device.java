package io.gatehouse.gateway.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An enrolled phone.
 *
 * @param id 22 URL-safe characters of 128 random bits; the {@code kid} of what it signs
 * @param user whose it is
 * @param name what its owner calls it
 * @param publicKey P-256 SubjectPublicKeyInfo (DER), base64
 * @param enrolled since when
 * @param wrongCodes typed on it in a row, over all challenges; a right one sets it back to 0
 * @param disabled it may not answer any more
 * @param push null: it cannot be woken, and hears of sign-ins only while its page or app is open
 */
public record Device(
        String id,
        String user,
        String name,
        String publicKey,
        Instant enrolled,
        int wrongCodes,
        boolean disabled,
        @Nullable PushRegistration push) {

    /** One that cannot be woken. */
    public Device(
            String id, String user, String name, String publicKey, Instant enrolled, int wrongCodes, boolean disabled) {
        this(id, user, name, publicKey, enrolled, wrongCodes, disabled, null);
    }

    /** One that is disabled is not woken any more either. */
    public Device countingWrongCode(int limit) {
        int count = wrongCodes + 1;
        boolean over = disabled || count >= limit;
        return new Device(id, user, name, publicKey, enrolled, count, over, over ? null : push);
    }

    /** It may not answer any more, and is not woken. */
    public Device revoked() {
        return new Device(id, user, name, publicKey, enrolled, wrongCodes, true, null);
    }

    public Device named(String newName) {
        return new Device(id, user, newName, publicKey, enrolled, wrongCodes, disabled, push);
    }

    public Device withoutWrongCodes() {
        return new Device(id, user, name, publicKey, enrolled, 0, disabled, push);
    }

    /** Reached so from now on; null: no longer reached. */
    public Device reachedBy(@Nullable PushRegistration registration) {
        return new Device(id, user, name, publicKey, enrolled, wrongCodes, disabled, registration);
    }

    /** No longer reached by a registration that turned out to be dead; by a newer one it still is. */
    public Device notReachedBy(PushRegistration dead) {
        return dead.equals(push) ? reachedBy(null) : this;
    }
}
