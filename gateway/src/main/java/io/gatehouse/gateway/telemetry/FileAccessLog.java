package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.config.Config;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log, written by a thread of its own. Each event loop has two buffers: it puts its lines into one, and the writer takes that away and leaves the other, five times a second or when it is
 * half full. A line for which there is no room, since the disk is slower than the requests, is lost and counted; no request waits, and nothing is made for a line.
 */
public final class FileAccessLog implements AccessLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileAccessLog.class);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);
    private static final int FIRST_FAULT = 500;

    private final Config.AccessLog config;
    private final int bufferSize;
    private final AppendedFile file;
    private final long sampled;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer = new Thread(this::writeAll, "access-log");
    private volatile boolean closing;
    private long lostTold;
    private long toldAt = System.nanoTime() - QUIET_NANOS;

    private final FastThreadLocal<Lane> lane = new FastThreadLocal<>() {
        @Override
        protected Lane initialValue() {
            Lane fresh = new Lane();
            lanes.add(fresh);
            return fresh;
        }
    };

    private FileAccessLog(Config.AccessLog config, int bufferSize, AppendedFile file) {
        this.config = config;
        this.bufferSize = bufferSize;
        this.file = file;
        sampled = (long) (config.sample() * (1L << 32));
        writer.setDaemon(true);
    }

    /**
     * Opens the log, or makes it.
     *
     * @param bufferSize bytes that may wait for the disk, for each event loop, twice
     */
    public static FileAccessLog open(Config.AccessLog config, int bufferSize) throws IOException {
        Path path = config.file();
        AppendedFile file = AppendedFile.open(path, config.largerThan(), config.keep(), "access log");
        FileAccessLog log = new FileAccessLog(config, bufferSize, file);
        log.writer.start();
        return log;
    }

    /** An event loop's lines. The lock is the loop's own but for the moment when the buffers are exchanged. */
    private final class Lane {
        private final AccessLine format = AccessLine.of(config);
        private LineBuffer filling = new LineBuffer(bufferSize);
        private LineBuffer other = new LineBuffer(bufferSize);

        /** Returns whether the writer had better come soon. */
        synchronized boolean add(Observed exchange) {
            int before = filling.size();
            format.write(exchange, filling);
            if (!filling.endLine(before)) {
                lost.incrementAndGet();
            }
            return before <= bufferSize / 2 && filling.size() > bufferSize / 2;
        }

        /** What waits; the writer's until it takes the next. */
        synchronized LineBuffer take() {
            LineBuffer full = filling;
            filling = other;
            other = full;
            return full;
        }
    }

    @Override
    public void ended(Observed exchange) {
        if (exchange.status() < FIRST_FAULT && !isSampled(exchange.exchange().id())) {
            return;
        }
        if (closing) {
            lost.incrementAndGet();
        } else if (lane.get().add(exchange)) {
            LockSupport.unpark(writer);
        }
    }

    /** By the id's hash, so that whoever knows it knows whether there is a line. */
    private boolean isSampled(String id) {
        return (id.hashCode() * 0x9E37_79B9L & 0xffff_ffffL) < sampled;
    }

    /** Lines that were lost since the start, because there was no room for them or the disk refused them. */
    public long lost() {
        return lost.get();
    }

    private void writeAll() {
        while (!closing) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
            lanes.forEach(this::write);
            tellLosses();
        }
        lanes.forEach(this::write);
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("{}: closing the access log failed", config.file(), e);
        }
    }

    private void write(Lane from) {
        LineBuffer full = from.take();
        if (full.lines() == 0) {
            return;
        }
        try {
            file.append(full.written());
        } catch (IOException | RuntimeException e) {
            lost.addAndGet(full.lines());
            LOG.debug("{}: lines cannot be written", config.file(), e);
        } finally {
            full.clear();
        }
    }

    private void tellLosses() {
        long now = lost.get();
        if (now != lostTold && System.nanoTime() - toldAt >= QUIET_NANOS) {
            toldAt = System.nanoTime();
            LOG.warn(
                    "{}: {} lines of the access log were lost since the last such message: the disk is slower than the requests, or refuses them",
                    config.file(),
                    now - lostTold);
            lostTold = now;
        }
    }

    /** Writes what waits, for at most five seconds. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(LAST_WRITES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
