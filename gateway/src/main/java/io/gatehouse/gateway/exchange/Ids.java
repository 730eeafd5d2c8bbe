package io.gatehouse.gateway.exchange;

import io.netty.util.concurrent.FastThreadLocal;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes names that nobody can guess: 127 random bits, 22 URL-safe characters, the first of them a letter. A name that began with {@code -} would be an option on a command
 * line, and {@code gatehouse phone deny} could not name it.
 */
public final class Ids {
    private static final int ID_BYTES = 16;
    private static final int IDS_AT_A_TIME = 64;

    /** Random bytes in stock: asking for many at once is cheaper, and each thread has its own, so that none waits. */
    private static final class Stock {
        private final SecureRandom random = new SecureRandom();
        private final byte[] bytes = new byte[ID_BYTES * IDS_AT_A_TIME];
        private int used = bytes.length;

        byte[] next() {
            if (used == bytes.length) {
                random.nextBytes(bytes);
                used = 0;
            }
            byte[] id = new byte[ID_BYTES];
            System.arraycopy(bytes, used, id, 0, ID_BYTES);
            used += ID_BYTES;
            return id;
        }
    }

    private static final FastThreadLocal<Stock> STOCK = new FastThreadLocal<>() {
        @Override
        protected Stock initialValue() {
            return new Stock();
        }
    };

    private Ids() {}

    public static String next() {
        return of(STOCK.get().next());
    }

    /** Spells 16 random bytes as a name. */
    public static String of(byte[] random) {
        byte[] bytes = random.clone();
        bytes[0] &= 0x7f;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
