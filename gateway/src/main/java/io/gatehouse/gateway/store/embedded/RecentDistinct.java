package io.gatehouse.gateway.store.embedded;

import java.time.Duration;
import java.util.Arrays;

/**
 * How many different marks were seen within a window, up to {@value #MOST}: beyond that the ones seen last are kept, and the count says "{@value #MOST} or more". Not thread-safe: its
 * owner guards it.
 */
final class RecentDistinct {
    static final int MOST = 64;

    private final long windowSeconds;
    private long[] marks = new long[2];
    private long[] seen = new long[2];
    private int size;

    RecentDistinct(Duration window) {
        windowSeconds = window.toSeconds();
    }

    void add(long mark, long second) {
        forgetBefore(second);
        int place = placeFor(mark);
        marks[place] = mark;
        seen[place] = second;
    }

    int count(long second) {
        forgetBefore(second);
        return size;
    }

    private int placeFor(long mark) {
        int oldest = 0;
        for (int i = 0; i < size; i++) {
            if (marks[i] == mark) {
                return i;
            }
            oldest = seen[i] < seen[oldest] ? i : oldest;
        }
        if (size == MOST) {
            return oldest;
        }
        if (size == marks.length) {
            marks = Arrays.copyOf(marks, size * 2);
            seen = Arrays.copyOf(seen, size * 2);
        }
        return size++;
    }

    private void forgetBefore(long second) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (Math.abs(second - seen[i]) < windowSeconds) {
                marks[kept] = marks[i];
                seen[kept++] = seen[i];
            }
        }
        size = kept;
    }
}
