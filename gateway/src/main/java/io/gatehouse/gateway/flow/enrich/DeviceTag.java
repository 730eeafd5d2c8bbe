package io.gatehouse.gateway.flow.enrich;

import java.util.random.RandomGenerator;

/**
 * The device of an attempt.
 *
 * @param id 16 bytes: of the cookie that was shown, else new
 * @param shown the client brought it
 * @param needsCookie the answer should set the device cookie with this id: it is new, or due for renewal
 */
public record DeviceTag(byte[] id, boolean shown, boolean needsCookie) {
    private static final int BYTES = 16;

    static DeviceTag of(DeviceCookies.Shown cookie, RandomGenerator random) {
        if (cookie instanceof DeviceCookies.Shown.Known known) {
            return new DeviceTag(known.id(), true, known.isDueForRenewal());
        }
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        return new DeviceTag(id, false, true);
    }

    /** The id is half of a credential: it does not show. */
    @Override
    public String toString() {
        return "DeviceTag[" + (shown ? "shown" : "new") + "]";
    }
}
