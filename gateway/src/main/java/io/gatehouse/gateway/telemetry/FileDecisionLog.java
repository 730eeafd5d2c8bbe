package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * decisions.jsonl, written by a thread of its own from a bounded queue: a slow or full disk costs lines, which are counted and reported, and never a sign-in.
 *
 * <p>The file is made with mode 0600. When it is moved away (logrotate) the next line starts a new one. After a write that broke off, the next begins on a new line,
 * so that at most one line is damaged.
 */
public final class FileDecisionLog implements DecisionLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileDecisionLog.class);

    private static final int LARGEST_BATCH = 500;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);
    private static final Set<OpenOption> APPEND = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final BlockingQueue<DecisionLine> lines;
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer = new Thread(this::write, "decision-log");
    private volatile boolean closing;

    // The writer thread's own:
    private @Nullable FileChannel channel;
    private @Nullable Object openedKey;
    private boolean brokenOff;
    private long lostTold;
    private long toldAt = System.nanoTime() - QUIET_NANOS;

    private FileDecisionLog(Path file, int waitingLines) {
        this.file = file;
        this.lines = new ArrayBlockingQueue<>(waitingLines);
        writer.setDaemon(true);
    }

    /**
     * Opens the log, or makes it.
     *
     * @param waitingLines how many lines may wait for the disk
     */
    public static FileDecisionLog open(Path file, int waitingLines) throws IOException {
        FileDecisionLog log = new FileDecisionLog(file, waitingLines);
        try {
            log.channel();
        } catch (IOException e) {
            throw new IOException(
                    file + ": cannot write the decision log (" + e
                            + "); make its directory writable for this user, and the file no symbolic link",
                    e);
        }
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
            tellLosses();
        }
        closeChannel();
    }

    private void append(List<DecisionLine> batch) {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            if (brokenOff) {
                text.write('\n');
            }
            for (DecisionLine line : batch) {
                line.appendTo(text);
            }
            FileChannel open = channel();
            ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
            brokenOff = true;
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
            brokenOff = false;
        } catch (IOException | RuntimeException e) {
            lost.addAndGet(batch.size());
            closeChannel();
            if (isTimeToTell()) {
                LOG.error("{}: decisions cannot be written; free or repair the disk", file, e);
            }
        }
    }

    /** The channel to the file of that name, a new one if the old was moved away. */
    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open != null && openedKey != null && openedKey.equals(currentKey())) {
            return open;
        }
        closeChannel();
        FileChannel opened = FileChannel.open(file, APPEND, OWNER_ONLY);
        channel = opened;
        openedKey = currentKey();
        return opened;
    }

    private @Nullable Object currentKey() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void closeChannel() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("{}: closing the decision log failed", file, e);
            }
        }
    }

    private void tellLosses() {
        long now = lost.get();
        if (now != lostTold && isTimeToTell()) {
            LOG.warn(
                    "{}: {} lines of the decision log were lost since the start: the disk is slower than the sign-ins",
                    file,
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
