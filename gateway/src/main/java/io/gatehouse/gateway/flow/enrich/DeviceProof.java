package io.gatehouse.gateway.flow.enrich;

/**
 * What the device script's cookie showed.
 *
 * @param key the public key that signed, base64url; empty unless the proof is good
 * @param otherOrigin the signing page stood on another origin than the gateway's
 * @param timeZoneMinutes the device's clock against UTC; NaN where it is not told
 */
record DeviceProof(State state, String key, boolean otherOrigin, double timeZoneMinutes) {
    static final DeviceProof NONE = new DeviceProof(State.NONE, "", false, Double.NaN);
    static final DeviceProof WRONG = new DeviceProof(State.WRONG, "", false, Double.NaN);

    enum State {
        /** No cookie: no script, or somebody who only has the device cookie. */
        NONE,
        GOOD,
        /** Old, used before, of another request, or not a proof at all. */
        WRONG
    }
}
