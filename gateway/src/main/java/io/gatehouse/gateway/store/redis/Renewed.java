package io.gatehouse.gateway.store.redis;

import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is replaced when it is closed, leads to a server that is no primary any more, or gives no answer. Lettuce's own reconnecting would keep a connection to a server
 * that hangs, and would send again what may have been done already.
 *
 * <p>{@link #look} is called several times a second, on one thread. While there is none, {@link #get} fails at once.
 */
final class Renewed<C extends StatefulConnection<byte[], byte[]>> {
    private static final long PATIENCE_MILLIS = 400;
    private static final int UNANSWERED = 3;
    private static final long CONNECTING_MILLIS = 2_000;

    private final Supplier<CompletionStage<C>> connect;
    private final Function<C, CompletionStage<?>> ping;
    private volatile @Nullable C current;
    private volatile boolean doubted;
    private volatile boolean busy;
    private volatile int unanswered;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /**
     * Connects when first looked at.
     *
     * @param ping asks a connection for a sign of life
     */
    Renewed(Supplier<CompletionStage<C>> connect, Function<C, CompletionStage<?>> ping) {
        this.connect = connect;
        this.ping = ping;
    }

    CompletionStage<C> get() {
        C connection = current;
        return connection == null || !connection.isOpen()
                ? CompletableFuture.failedFuture(
                        new RedisAwayException("no connection to Redis: " + Trouble.of(failure)))
                : CompletableFuture.completedFuture(connection);
    }

    boolean isConnected() {
        C connection = current;
        return connection != null && connection.isOpen();
    }

    /** Why the last attempt to connect failed; null where it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** It is to be replaced. */
    void doubt() {
        doubted = true;
    }

    void look() {
        if (busy || closed) {
            return;
        }
        busy = true;
        C connection = current;
        if (connection != null && connection.isOpen() && !doubted && unanswered < UNANSWERED) {
            within(PATIENCE_MILLIS, () -> ping.apply(connection)).whenComplete((pong, none) -> {
                unanswered = none == null ? 0 : unanswered + 1;
                busy = false;
            });
        } else {
            replace(connection);
        }
    }

    private void replace(@Nullable C old) {
        current = null;
        if (old != null) {
            old.closeAsync();
        }
        CompletableFuture<C> connecting = new CompletableFuture<>();
        attempt(connect).whenComplete((next, why) -> {
            if (why != null) {
                connecting.completeExceptionally(why);
            } else if (!connecting.complete(next)) {
                next.closeAsync();
            }
        });
        connecting.orTimeout(CONNECTING_MILLIS, TimeUnit.MILLISECONDS).whenComplete((next, why) -> {
            failure = why;
            if (why == null) {
                doubted = false;
                unanswered = 0;
                current = next;
                if (closed) {
                    next.closeAsync();
                }
            }
            busy = false;
        });
    }

    private static CompletableFuture<?> within(long millis, Supplier<CompletionStage<?>> question) {
        return attempt(question::get)
                .toCompletableFuture()
                .thenApply(Function.identity())
                .orTimeout(millis, TimeUnit.MILLISECONDS);
    }

    private static <T> CompletionStage<T> attempt(Supplier<? extends CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    void close() {
        closed = true;
        C connection = current;
        current = null;
        if (connection != null) {
            connection.closeAsync();
        }
    }
}
