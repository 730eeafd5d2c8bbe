package io.gatehouse.gateway.challenge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that runs its tasks when the test says so. */
final class StoppedTimer extends ScheduledThreadPoolExecutor {
    private final List<Runnable> tasks = new ArrayList<>();

    StoppedTimer() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initial, long delay, TimeUnit unit) {
        tasks.add(task);
        return super.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.DAYS);
    }

    void runAll() {
        tasks.forEach(Runnable::run);
        shutdownNow();
    }
}
