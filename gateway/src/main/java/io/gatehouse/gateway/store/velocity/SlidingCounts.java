package io.gatehouse.gateway.store.velocity;

import java.util.Arrays;

/**
 * How many events there were in the last minute, ten minutes, hour and day. Each window slides in tenths of its length: an event counts for at least nine tenths of it, and never longer than the
 * whole. Not thread-safe: its owner guards it.
 *
 * <p>Ten counters a window in a ring, one a tenth; {@code newest} is the number of the tenth, from the epoch, that was counted last. Moving on clears the counters in between. When the clock
 * steps back a little, events go to the newest tenth; when it steps back by a whole window, counting starts anew. In Redis each tenth is a field of a hash.
 */
final class SlidingCounts {
    private static final int TENTHS = 10;
    private static final int[] TENTH_SECONDS = {6, 60, 360, 8_640};

    private final int[] counts = new int[TENTH_SECONDS.length * TENTHS];
    private final long[] newest = new long[TENTH_SECONDS.length];

    SlidingCounts() {
        Arrays.fill(newest, Long.MIN_VALUE / 2);
    }

    void add(long second) {
        for (int window = 0; window < TENTH_SECONDS.length; window++) {
            moveTo(window, second);
            counts[cell(window, newest[window])]++;
        }
    }

    Counted counted(long second) {
        return new Counted(sum(0, second), sum(1, second), sum(2, second), sum(3, second));
    }

    private int sum(int window, long second) {
        moveTo(window, second);
        int sum = 0;
        for (int i = window * TENTHS; i < (window + 1) * TENTHS; i++) {
            sum += counts[i];
        }
        return sum;
    }

    private void moveTo(int window, long second) {
        long tenth = Math.floorDiv(second, (long) TENTH_SECONDS[window]);
        if (Math.abs(tenth - newest[window]) >= TENTHS) {
            Arrays.fill(counts, window * TENTHS, (window + 1) * TENTHS, 0);
            newest[window] = tenth;
        }
        while (newest[window] < tenth) {
            newest[window]++;
            counts[cell(window, newest[window])] = 0;
        }
    }

    private static int cell(int window, long tenth) {
        return window * TENTHS + (int) Math.floorMod(tenth, (long) TENTHS);
    }
}
