package io.gatehouse.gateway.store.embedded;

import java.time.Duration;
import java.util.Arrays;

/**
 * How many events there were lately. The window slides in tenths of its length: an event counts for at least nine tenths of it, and never longer than the whole. Not
 * thread-safe: its owner guards it.
 *
 * <p>Ten counters in a ring, one a tenth; {@code newest} is the number of the tenth, from the epoch, that was counted last. Moving on clears the counters in between.
 * When the clock steps back a little, events go to the newest tenth; when it steps back by a whole window, counting starts anew.
 */
final class SlidingCount {
    private static final int TENTHS = 10;

    private final long tenthSeconds;
    private final int[] counts = new int[TENTHS];
    private long newest = Long.MIN_VALUE / 2;

    SlidingCount(Duration window) {
        tenthSeconds = window.toSeconds() / TENTHS;
    }

    void add(long second) {
        moveTo(second);
        counts[(int) Math.floorMod(newest, (long) TENTHS)]++;
    }

    int count(long second) {
        moveTo(second);
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    private void moveTo(long second) {
        long tenth = Math.floorDiv(second, tenthSeconds);
        if (Math.abs(tenth - newest) >= TENTHS) {
            Arrays.fill(counts, 0);
            newest = tenth;
        }
        while (newest < tenth) {
            newest++;
            counts[(int) Math.floorMod(newest, (long) TENTHS)] = 0;
        }
    }
}
