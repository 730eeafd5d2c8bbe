package io.gatehouse.gateway.flow.respond.forward;

import java.util.concurrent.TimeUnit;

/**
 * How much may be tried again, so that a dying upstream is not buried under repetitions: a fifth of the requests, and one a second where there are few. What is not used is kept, up to a
 * hundred. Counted in fifths.
 */
final class RetryBudget {
    private static final int PRICE = 5;
    private static final long MOST = 100 * PRICE;

    private long balance = 10 * PRICE;
    private long paidUntil;

    RetryBudget(long now) {
        paidUntil = now;
    }

    void request() {
        if (balance < MOST) {
            balance++;
        }
    }

    boolean spend(long now) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - paidUntil);
        paidUntil += TimeUnit.SECONDS.toNanos(seconds);
        balance = Math.min(MOST, balance + seconds * PRICE);
        if (balance < PRICE) {
            return false;
        }
        balance -= PRICE;
        return true;
    }
}
