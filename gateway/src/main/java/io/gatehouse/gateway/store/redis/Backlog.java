package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.telemetry.Seldom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What is to be written once Redis is back: at most {@value #MOST} steps; beyond that the oldest are dropped. Each may be done more than once, as any step whose answer is lost. */
final class Backlog {
    static final int MOST = 10_000;
    private static final int AT_ONCE = 32;

    private final Deque<Supplier<CompletionStage<Void>>> steps = new ArrayDeque<>();
    private final Seldom complaints = new Seldom(Backlog.class);
    private boolean working;

    synchronized void add(Supplier<CompletionStage<Void>> step) {
        if (steps.size() == MOST) {
            steps.removeFirst();
            complaints.warn(
                    "more was learnt than can be kept until Redis is back",
                    new RedisAwayException(MOST + " steps wait"));
        }
        steps.addLast(step);
    }

    synchronized int size() {
        return steps.size();
    }

    /** Takes up what waits, as long as some of it succeeds. */
    void work() {
        List<Supplier<CompletionStage<Void>>> now = new ArrayList<>();
        synchronized (this) {
            if (working || steps.isEmpty()) {
                return;
            }
            working = true;
            while (now.size() < AT_ONCE && !steps.isEmpty()) {
                now.add(steps.removeFirst());
            }
        }
        List<CompletableFuture<Boolean>> running = now.stream().map(this::run).toList();
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).whenComplete((done, failure) -> {
            synchronized (this) {
                working = false;
            }
            if (running.stream().anyMatch(CompletableFuture::join)) {
                work();
            }
        });
    }

    /** False if it has to wait further. */
    private CompletableFuture<Boolean> run(Supplier<CompletionStage<Void>> step) {
        CompletionStage<Void> running;
        try {
            running = step.get();
        } catch (RuntimeException e) {
            running = CompletableFuture.failedFuture(e);
        }
        return running.handle((done, failure) -> {
                    if (failure != null) {
                        add(step);
                    }
                    return failure == null;
                })
                .toCompletableFuture();
    }
}
