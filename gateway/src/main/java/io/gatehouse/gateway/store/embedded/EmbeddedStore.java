package io.gatehouse.gateway.store.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MVStore file, the one thread that writes to it, and one that reads what may not be in memory.
 *
 * <p>Changes are queued for the writer, which applies all that wait, commits and syncs once, and then completes them: a change that was acknowledged as durable survives
 * {@code kill -9} and a power cut, and many changes share one sync. MVStore's own auto-commit is off, since it acknowledges before it writes.
 *
 * <p>A change that throws fails alone. What it had changed before it threw stays: so a change looks first and writes last. When the file cannot be written, MVStore gives
 * up for good, and from then on all changes and reads fail at once ({@link #isHealthy} is false) until the process is restarted on a sound disk.
 *
 * <p>Completions run on the store's threads: whoever depends on them goes back to his own thread, and never waits there for another change.
 */
public final class EmbeddedStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

    private static final int WAITING_CHANGES = 10_000;
    private static final int WAITING_READS = 10_000;
    private static final int LARGEST_BATCH = 1_000;
    /** Half of the second that is promised for what is only learnt: the queue and the disk take their time as well. */
    private static final long LAZY_SYNC_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** How often half-empty chunks are gathered: those filled less than this, at most so many bytes of them at once. */
    private static final int COMPACT_EVERY_COMMITS = 256;

    private static final int COMPACT_BELOW_PERCENT = 60;
    private static final int COMPACT_BYTES = 4 << 20;
    /**
     * How long the space of a superseded chunk is not used again. MVStore's 45 s are meant for stores that do not sync; here the successor is on disk before a chunk
     * is given up, and only a read that is under way may still need it. Each commit takes about 20 KB, so at 200 a second this is 20 MB.
     */
    private static final Duration CHUNK_RETENTION = Duration.ofSeconds(5);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private record Change<T>(Supplier<T> work, CompletableFuture<T> done, boolean durable) {
        void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    /** A change that was applied and waits for the sync. */
    private record Applied<T>(CompletableFuture<T> done, T result) {
        void acknowledge() {
            done.complete(result);
        }
    }

    private final MVStore store;
    private final BlockingQueue<Change<?>> changes = new ArrayBlockingQueue<>(WAITING_CHANGES);
    private final Thread writer = new Thread(this::write, "store-writer");
    private final ThreadPoolExecutor reader = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_READS), EmbeddedStore::readerThread);
    private volatile boolean closing;
    private volatile boolean writerEnded;
    private volatile boolean healthy = true;
    private int commitsSinceCompaction;

    private EmbeddedStore(MVStore store) {
        this.store = store;
        writer.setDaemon(true);
        writer.start();
    }

    /** Opens the store in a directory, which is made if it is not there; one process at a time. Both are made for their owner only. */
    public static EmbeddedStore open(Path directory) throws IOException {
        return open(directory, CHUNK_RETENTION);
    }

    static EmbeddedStore open(Path directory, Duration chunkRetention) throws IOException {
        Path file = directory.resolve("gatehouse.mv");
        try {
            Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
            createIfAbsent(file);
        } catch (IOException e) {
            throw new IOException(
                    file + ": cannot be made (" + e
                            + "); make its directory writable for this user, or name another one as store.embedded",
                    e);
        }
        MVStore store;
        try {
            store = new MVStore.Builder()
                    .fileName(file.toString())
                    .autoCommitDisabled()
                    .cacheSize(16)
                    .open();
        } catch (MVStoreException e) {
            String fix = e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
                    ? "another process has it open: stop that one, or give this one its own store.embedded directory"
                    : "it is damaged or not a store: restore it from a backup, or move it away to start with an empty memory";
            throw new IOException(file + ": cannot open the store; " + fix, e);
        }
        if (store.isReadOnly()) {
            store.closeImmediately();
            throw new IOException(file + ": may only be read; make it writable for this user (chmod u+w)");
        }
        store.setRetentionTime((int) chunkRetention.toMillis());
        return new EmbeddedStore(store);
    }

    /** A store in memory: gone with the process. */
    public static EmbeddedStore inMemory() {
        return new EmbeddedStore(new MVStore.Builder().autoCommitDisabled().open());
    }

    private static void createIfAbsent(Path file) throws IOException {
        try {
            Files.createFile(file, OWNER_ONLY_FILE);
        } catch (FileAlreadyExistsException e) {
            // A store that is opened again.
        }
    }

    private static Thread readerThread(Runnable work) {
        Thread thread = new Thread(work, "store-reader");
        thread.setDaemon(true);
        return thread;
    }

    /** A map of this store, made if it is not there. Only {@link #durably} and {@link #soon} may change it. */
    public <V> MVMap<String, V> map(String name) {
        return store.openMap(name);
    }

    /** Makes a change on the writer thread; completes when it is on disk. Fails at once when too much waits. */
    public <T> CompletionStage<T> durably(Supplier<T> change) {
        return enqueue(new Change<>(change, new CompletableFuture<>(), true));
    }

    /** Makes a change on the writer thread; completes when it is made. It is on disk about a second later. */
    public <T> CompletionStage<T> soon(Supplier<T> change) {
        return enqueue(new Change<>(change, new CompletableFuture<>(), false));
    }

    /** Reads on the reader thread: for event loops, which must not wait for a disk. Fails at once when too much waits. */
    public <T> CompletionStage<T> read(Supplier<T> read) {
        try {
            return CompletableFuture.supplyAsync(read, reader);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(unavailable(WAITING_READS + " reads wait"));
        }
    }

    /** False once the file could not be written: nothing will be until a restart. */
    public boolean isHealthy() {
        return healthy;
    }

    private <T> CompletionStage<T> enqueue(Change<T> change) {
        if (closing || !changes.offer(change)) {
            change.fail(unavailable(WAITING_CHANGES + " changes wait"));
        } else if (writerEnded && changes.remove(change)) {
            // It slipped in after the writer's last look.
            change.fail(unavailable("closed"));
        }
        return change.done;
    }

    private IllegalStateException unavailable(String overload) {
        return new IllegalStateException(closing ? "the store is closed" : "the store is overloaded: " + overload);
    }

    private void write() {
        try {
            long oldestUnsynced = 0;
            boolean unsynced = false;
            List<Change<?>> batch = new ArrayList<>();
            List<Applied<?>> waiting = new ArrayList<>();
            while (!closing || !changes.isEmpty()) {
                take(batch, unsynced ? oldestUnsynced + LAZY_SYNC_NANOS - System.nanoTime() : LAZY_SYNC_NANOS);
                for (Change<?> change : batch) {
                    apply(change, waiting);
                }
                if (!batch.isEmpty() && !unsynced) {
                    unsynced = true;
                    oldestUnsynced = System.nanoTime();
                }
                if (!waiting.isEmpty() || (unsynced && System.nanoTime() - oldestUnsynced >= LAZY_SYNC_NANOS)) {
                    sync(waiting);
                    unsynced = false;
                }
                batch.clear();
                waiting.clear();
            }
            sync(waiting);
        } finally {
            writerEnded = true;
            List<Change<?>> late = new ArrayList<>();
            changes.drainTo(late);
            late.forEach(change -> change.fail(unavailable("its writer ended")));
        }
    }

    private void take(List<Change<?>> batch, long patienceNanos) {
        try {
            Change<?> first = changes.poll(Math.max(0, patienceNanos), TimeUnit.NANOSECONDS);
            if (first != null) {
                batch.add(first);
                changes.drainTo(batch, LARGEST_BATCH - 1);
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private static <T> void apply(Change<T> change, List<Applied<?>> waiting) {
        T result;
        try {
            result = change.work.get();
        } catch (Throwable e) {
            // Whatever it is, an Error too, it is the change's fate and not the writer's.
            change.fail(e);
            return;
        }
        if (change.durable) {
            waiting.add(new Applied<>(change.done, result));
        } else {
            change.done.complete(result);
        }
    }

    private void sync(List<Applied<?>> waiting) {
        try {
            store.commit();
            store.sync();
            compactNowAndThen();
        } catch (RuntimeException e) {
            if (healthy) {
                healthy = false;
                LOG.error(
                        "the store's file cannot be written; nothing is remembered any more. Free or repair the disk, then restart",
                        e);
            }
            waiting.forEach(applied -> applied.done.completeExceptionally(e));
            return;
        }
        waiting.forEach(Applied::acknowledge);
    }

    /** Each commit writes a chunk of its own: without this the file would only grow. */
    private void compactNowAndThen() {
        if (++commitsSinceCompaction >= COMPACT_EVERY_COMMITS) {
            commitsSinceCompaction = 0;
            store.compact(COMPACT_BELOW_PERCENT, COMPACT_BYTES);
        }
    }

    /** Writes what waits, and closes the file. Later calls fail. */
    @Override
    public void close() {
        closing = true;
        // Wakes the writer; if there is no room it is awake. An interrupt would close MVStore's file under it.
        changes.offer(new Change<>(() -> "closing", new CompletableFuture<>(), false));
        reader.shutdown();
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (healthy) {
            store.close();
        } else {
            store.closeImmediately();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
