package io.gatehouse.gateway.flow.accept;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The keys under which clients carry their TLS sessions home, so that their next connection costs a third. The newest seals, older ones still open; each lives for a day at most, so that a stolen one opens no older
 * recording. They outlive a reload of certificates, and are never written down.
 */
final class TicketKeys {
    private static final Duration ROTATED = Duration.ofHours(8);
    private static final int KEPT = 3;

    private final SecureRandom random = new SecureRandom();
    private final Deque<OpenSslSessionTicketKey> keys = new ArrayDeque<>();
    private long rotatedAt;

    synchronized void giveTo(SslContext context) {
        if (keys.isEmpty()) {
            rotate();
        }
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            sessions.setTicketKeys(keys.toArray(new OpenSslSessionTicketKey[0]));
        }
    }

    /** Whether there is a new key, which contexts must be given. */
    synchronized boolean rotateIfDue() {
        if (System.nanoTime() - rotatedAt < ROTATED.toNanos()) {
            return false;
        }
        rotate();
        return true;
    }

    private void rotate() {
        rotatedAt = System.nanoTime();
        keys.addFirst(new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        if (keys.size() > KEPT) {
            keys.removeLast();
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
