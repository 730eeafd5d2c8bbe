package io.gatehouse.gateway.store;

import java.time.Instant;

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
 */
public record Device(
        String id, String user, String name, String publicKey, Instant enrolled, int wrongCodes, boolean disabled) {

    public Device countingWrongCode(int limit) {
        int count = wrongCodes + 1;
        return new Device(id, user, name, publicKey, enrolled, count, disabled || count >= limit);
    }

    public Device withoutWrongCodes() {
        return new Device(id, user, name, publicKey, enrolled, 0, disabled);
    }
}
