package io.gatehouse.gateway.store.velocity;

import java.time.Duration;
import java.util.Arrays;

/**
 * How many different marks were seen within a window: exactly up to {@value #MOST}, beyond that an estimate, mostly within a fifth. Not thread-safe: its owner guards it.
 *
 * <p>Marks are keyed hashes, evenly spread. When there are too many, only each second of them is kept from then on, told by one bit more of the mark, and what is kept counts twice; and so on
 * (adaptive sampling, Wegman). When few are left, marks are kept again that were passed over before.
 */
final class RecentDistinct {
    static final int MOST = 64;
    private static final int FEW = MOST / 8;

    private final long windowSeconds;
    private long[] marks = new long[2];
    private long[] seen = new long[2];
    private int size;
    private int halvings;

    RecentDistinct(Duration window) {
        windowSeconds = window.toSeconds();
    }

    void add(long mark, long second) {
        forgetBefore(second);
        int place = isKept(mark) ? placeFor(mark) : -1;
        if (place >= 0) {
            marks[place] = mark;
            seen[place] = second;
        }
    }

    long count(long second) {
        forgetBefore(second);
        return (long) size << halvings;
    }

    private boolean isKept(long mark) {
        return Long.numberOfTrailingZeros(mark) >= halvings;
    }

    /** Where a mark is to be kept; -1 if it is passed over. */
    private int placeFor(long mark) {
        for (int i = 0; i < size; i++) {
            if (marks[i] == mark) {
                return i;
            }
        }
        while (size == MOST) {
            halvings++;
            keepOnly(Long.MIN_VALUE / 2);
        }
        if (!isKept(mark)) {
            return -1;
        }
        if (size == marks.length) {
            marks = Arrays.copyOf(marks, size * 2);
            seen = Arrays.copyOf(seen, size * 2);
        }
        return size++;
    }

    private void forgetBefore(long second) {
        for (int i = 0; i < size; i++) {
            if (Math.abs(second - seen[i]) >= windowSeconds) {
                seen[i] = Long.MIN_VALUE;
            }
        }
        keepOnly(Long.MIN_VALUE / 2);
        while (halvings > 0 && size < FEW) {
            halvings--;
        }
    }

    private void keepOnly(long notBefore) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (seen[i] >= notBefore && isKept(marks[i])) {
                marks[kept] = marks[i];
                seen[kept++] = seen[i];
            }
        }
        size = kept;
    }
}
