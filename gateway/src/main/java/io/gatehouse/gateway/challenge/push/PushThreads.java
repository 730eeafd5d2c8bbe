package io.gatehouse.gateway.challenge.push;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads of one service, for what cannot be done without blocking: few, none when idle. A service that is dead fills its own queue and nobody else's. */
final class PushThreads {
    private static final int THREADS = 8;
    private static final int WAITING = 256;
    private static final int IDLE_SECONDS = 30;

    private PushThreads() {}

    static ThreadPoolExecutor of(String service) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                new DefaultThreadFactory("push-" + service, true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Does it there. When the result is there for another reason, such as its time being up, the thread is interrupted. */
    static CompletableFuture<Delivery> call(ExecutorService threads, Callable<Delivery> work) {
        CompletableFuture<Delivery> result = new CompletableFuture<>();
        try {
            Future<?> running = threads.submit(() -> {
                try {
                    result.complete(work.call());
                } catch (Exception e) {
                    result.completeExceptionally(e);
                }
            });
            result.whenComplete((delivery, failure) -> running.cancel(true));
        } catch (RejectedExecutionException e) {
            result.complete(new Delivery.Failed("too many pushes wait for this service"));
        }
        return result;
    }
}
