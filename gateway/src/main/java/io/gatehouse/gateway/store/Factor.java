package io.gatehouse.gateway.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One way to approve. Times are whole milliseconds, so that what was stored equals what is read back.
 *
 * @param id URL-safe, unique among its user's
 * @param name what its owner calls it
 * @param material TOTP: the secret, sealed under the keyring, base64 · PASSKEY: its public credential record
 * @param counter what was used up: TOTP: the last time step · PASSKEY: the last signature counter
 * @param enrolled since when it is there
 * @param usable from when on it counts
 */
public record Factor(
        String id, Kind kind, String name, String material, long counter, Instant enrolled, Instant usable) {
    public enum Kind {
        TOTP,
        PASSKEY
    }

    public Factor {
        enrolled = enrolled.truncatedTo(ChronoUnit.MILLIS);
        usable = usable.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Of a passkey: the host it is for. */
    public String host() {
        int end = material.indexOf(' ');
        return kind == Kind.PASSKEY && end > 0 ? material.substring(0, end) : "";
    }

    Factor named(String newName) {
        return new Factor(id, kind, newName, material, counter, enrolled, usable);
    }

    Factor advancedTo(long newCounter) {
        return new Factor(id, kind, name, material, newCounter, enrolled, usable);
    }

    @Override
    public String toString() {
        return "Factor[" + id + ", " + kind + "]";
    }
}
