package io.gatehouse.gateway.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log for complaints that may come with every request: one in ten seconds gets through, with the number of those that did not. */
public final class Seldom {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Logger log;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong swallowed = new AtomicLong();

    public Seldom(Class<?> speaker) {
        this.log = LoggerFactory.getLogger(speaker);
    }

    public void warn(String complaint, Throwable cause) {
        long due = next.get();
        long now = System.nanoTime();
        if (now - due >= 0 && next.compareAndSet(due, now + QUIET_NANOS)) {
            log.warn("{} (and {} like it before)", complaint, swallowed.getAndSet(0), cause);
        } else {
            swallowed.incrementAndGet();
        }
    }
}
