package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * decisions.jsonl, written by a thread of its own from a bounded queue: a slow or full disk costs lines, which are counted and reported, and never a sign-in.
 *
 * <p>The file is an {@link AppendedFile}: it may be moved away at any time. Once a day what is older than the retention is cut off at its beginning, by copying what is left; lines wait meanwhile.
 */
public final class FileDecisionLog implements DecisionLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileDecisionLog.class);

    private static final int LARGEST_BATCH = 500;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final Path path;
    private final AppendedFile file;
    private final BlockingQueue<DecisionLine> lines;
    private final Duration retention;
    private final InstantSource clock;
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer = new Thread(this::write, "decision-log");
    private volatile boolean closing;

    // The writer thread's own:
    private Instant pruneNext = Instant.MIN;
    private long lostTold;
    private long toldAt = System.nanoTime() - QUIET_NANOS;

    private FileDecisionLog(Path path, AppendedFile file, int waitingLines, Duration retention, InstantSource clock) {
        this.path = path;
        this.file = file;
        this.retention = retention;
        this.clock = clock;
        this.lines = new ArrayBlockingQueue<>(waitingLines);
        writer.setDaemon(true);
    }

    /**
     * Opens the log, or makes it.
     *
     * @param waitingLines how many lines may wait for the disk
     * @param retention lines that are a day older than this at most are dropped
     */
    public static FileDecisionLog open(Path file, int waitingLines, Duration retention, InstantSource clock)
            throws IOException {
        FileDecisionLog log = new FileDecisionLog(
                file, AppendedFile.open(file, 0, 0, "decision log"), waitingLines, retention, clock);
        log.writer.start();
        return log;
    }

    @Override
    public void judged(Decision decision) {
        offer(new DecisionLine.Judged(decision));
    }

    @Override
    public void ended(String id, Outcome outcome) {
        offer(new DecisionLine.Ended(id, outcome));
    }

    /** Lines that were lost since the start, because too many waited or the disk refused them. */
    public long lost() {
        return lost.get();
    }

    private void offer(DecisionLine line) {
        if (closing || !lines.offer(line)) {
            lost.incrementAndGet();
        }
    }

    private void write() {
        List<DecisionLine> batch = new ArrayList<>();
        while (!closing || !lines.isEmpty()) {
            try {
                DecisionLine first = lines.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    lines.drainTo(batch, LARGEST_BATCH - 1);
                    append(batch);
                    batch.clear();
                }
            } catch (InterruptedException e) {
                closing = true;
            }
            pruneDaily();
            tellLosses();
        }
        closeFile();
    }

    private void append(List<DecisionLine> batch) {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (DecisionLine line : batch) {
                line.appendTo(text);
            }
            file.append(ByteBuffer.wrap(text.toByteArray()));
        } catch (IOException | RuntimeException e) {
            lost.addAndGet(batch.size());
            if (isTimeToTell()) {
                LOG.error("{}: decisions cannot be written; free or repair the disk", path, e);
            }
        }
    }

    private void pruneDaily() {
        Instant now = clock.instant();
        if (now.isBefore(pruneNext)) {
            return;
        }
        pruneNext = now.plus(Duration.ofDays(1));
        try {
            long old = OldLines.endOf(path, now.minus(retention));
            if (old > 0) {
                file.dropBefore(old);
                LOG.info("{}: {} bytes of decisions older than {} days dropped", path, old, retention.toDays());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("{}: old decisions cannot be dropped; it is tried again tomorrow", path, e);
        }
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("{}: closing the decision log failed", path, e);
        }
    }

    private void tellLosses() {
        long now = lost.get();
        if (now != lostTold && isTimeToTell()) {
            LOG.warn(
                    "{}: {} lines of the decision log were lost since the start: the disk is slower than the sign-ins",
                    path,
                    now);
            lostTold = now;
        }
    }

    private boolean isTimeToTell() {
        long now = System.nanoTime();
        boolean time = now - toldAt >= QUIET_NANOS;
        toldAt = time ? now : toldAt;
        return time;
    }

    /** Writes what waits, for at most five seconds. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(LAST_WRITES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
