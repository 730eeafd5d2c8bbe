package io.gatehouse.gateway.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * One MVStore file and the one thread that writes to it.
 *
 * <p>Reads go to the maps directly, from any thread. Changes are queued for the writer, which applies all that wait, commits and syncs once, and then completes
 * them: a change that was acknowledged survives {@code kill -9} and a power cut, and many changes share one sync. MVStore's own auto-commit is off, since it acknowledges
 * before it writes.
 */
public final class EmbeddedStore implements AutoCloseable {
    private static final int WAITING_CHANGES = 10_000;
    private static final long LAZY_SYNC_MILLIS = 1_000;

    private record Change<T>(Supplier<T> work, CompletableFuture<T> done, boolean durable) {}

    /** A change that was applied and waits for the sync. */
    private record Applied<T>(CompletableFuture<T> done, T result) {
        void acknowledge() {
            done.complete(result);
        }
    }

    private final MVStore store;
    private final BlockingQueue<Change<?>> changes = new ArrayBlockingQueue<>(WAITING_CHANGES);
    private final Thread writer = new Thread(this::write, "store-writer");
    private volatile boolean closing;

    private EmbeddedStore(MVStore store) {
        this.store = store;
        writer.setDaemon(true);
        writer.start();
    }

    /** Opens the store in a directory, which is made if it is not there; one process at a time. */
    public static EmbeddedStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("gatehouse.mv");
        try {
            return new EmbeddedStore(new MVStore.Builder()
                    .fileName(file.toString())
                    .autoCommitDisabled()
                    .cacheSize(16)
                    .open());
        } catch (MVStoreException e) {
            String fix = e.getErrorCode() == org.h2.mvstore.DataUtils.ERROR_FILE_LOCKED
                    ? "another process has it open: stop that one, or give this one its own store.embedded directory"
                    : "it is damaged or not a store: restore it from a backup, or move it away to start with an empty memory";
            throw new IOException(file + ": cannot open the store; " + fix, e);
        }
    }

    /** A store in memory: gone with the process. */
    public static EmbeddedStore inMemory() {
        return new EmbeddedStore(new MVStore.Builder().autoCommitDisabled().open());
    }

    /** A map of this store, made if it is not there. Only {@link #durably} and {@link #soon} may change it. */
    public <V> MVMap<String, V> map(String name) {
        return store.openMap(name);
    }

    /** Makes a change on the writer thread; completes when it is on disk. Fails at once when too much waits. */
    public <T> CompletionStage<T> durably(Supplier<T> change) {
        return enqueue(change, true);
    }

    /** Makes a change on the writer thread; completes when it is made. It is on disk at most a second later. */
    public <T> CompletionStage<T> soon(Supplier<T> change) {
        return enqueue(change, false);
    }

    private <T> CompletionStage<T> enqueue(Supplier<T> work, boolean durable) {
        CompletableFuture<T> done = new CompletableFuture<>();
        if (closing || !changes.offer(new Change<>(work, done, durable))) {
            done.completeExceptionally(new IllegalStateException(
                    closing ? "the store is closed" : "the store is overloaded: " + WAITING_CHANGES + " changes wait"));
        }
        return done;
    }

    private void write() {
        long unsyncedSince = 0;
        List<Change<?>> batch = new ArrayList<>();
        while (!closing || !changes.isEmpty()) {
            batch.clear();
            Change<?> first = next();
            if (first != null) {
                batch.add(first);
                changes.drainTo(batch, 999);
            }
            List<Applied<?>> waiting = new ArrayList<>();
            boolean changed = false;
            for (Change<?> change : batch) {
                changed |= apply(change, waiting);
            }
            long now = System.nanoTime();
            if (changed && unsyncedSince == 0) {
                unsyncedSince = now == 0 ? 1 : now;
            }
            boolean lazyDue =
                    unsyncedSince != 0 && now - unsyncedSince >= TimeUnit.MILLISECONDS.toNanos(LAZY_SYNC_MILLIS);
            if (!waiting.isEmpty() || lazyDue) {
                sync(waiting);
                unsyncedSince = 0;
            }
        }
    }

    private @Nullable Change<?> next() {
        try {
            return changes.poll(LAZY_SYNC_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing = true;
            return null;
        }
    }

    /** @return whether something changed */
    private static <T> boolean apply(Change<T> change, List<Applied<?>> waiting) {
        T result;
        try {
            result = change.work.get();
        } catch (RuntimeException e) {
            change.done.completeExceptionally(e);
            return false;
        }
        if (change.durable) {
            waiting.add(new Applied<>(change.done, result));
        } else {
            change.done.complete(result);
        }
        return true;
    }

    private void sync(List<Applied<?>> waiting) {
        try {
            store.commit();
            store.sync();
            waiting.forEach(Applied::acknowledge);
        } catch (MVStoreException e) {
            waiting.forEach(applied -> applied.done.completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        sync(List.of());
        store.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
