package io.gatehouse.gateway.flow.accept;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes names of requests, 22 URL-safe characters of 128 random bits. Belongs to one event loop, and draws its randomness in batches so that loops do not wait for each other. */
final class RequestIds {
    private static final int BYTES = 16;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random;
    private final byte[] batch = new byte[64 * BYTES];
    private final byte[] id = new byte[BYTES];
    private int next = batch.length;

    RequestIds(SecureRandom random) {
        this.random = random;
    }

    String next() {
        if (next == batch.length) {
            random.nextBytes(batch);
            next = 0;
        }
        System.arraycopy(batch, next, id, 0, BYTES);
        next += BYTES;
        return ENCODER.encodeToString(id);
    }
}
