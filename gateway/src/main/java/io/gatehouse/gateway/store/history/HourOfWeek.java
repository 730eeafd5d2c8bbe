package io.gatehouse.gateway.store.history;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * At which of the 168 hours of a week somebody signs in, in UTC. When an hour's count reaches 15 all are halved: so a count fits four bits, and a
 * habit that was given up fades within weeks.
 */
public final class HourOfWeek {
    static final int HOURS = 168;
    static final int MOST = 15;

    private static final int HOURS_A_DAY = 24;
    private static final int WEEKEND = (DayOfWeek.SATURDAY.getValue() - 1) * HOURS_A_DAY;
    /** Whole hours to either side that count as the same time of day. */
    private static final int NEAR = 2;

    static final HourOfWeek EMPTY = new HourOfWeek(new byte[HOURS]);

    private final byte[] counts;
    private final int total;

    private HourOfWeek(byte[] counts) {
        this.counts = counts;
        int sum = 0;
        for (byte count : counts) {
            sum += count;
        }
        this.total = sum;
    }

    static HourOfWeek of(byte[] counts) {
        return new HourOfWeek(counts.clone());
    }

    HourOfWeek with(Instant at) {
        byte[] next = counts.clone();
        int slot = slot(at);
        next[slot]++;
        if (next[slot] >= MOST) {
            for (int i = 0; i < HOURS; i++) {
                next[i] = (byte) (next[i] / 2);
            }
        }
        return new HourOfWeek(next);
    }

    HourOfWeek without(Instant at) {
        byte[] next = counts.clone();
        int slot = slot(at);
        next[slot] = (byte) Math.max(0, next[slot] - 1);
        return new HourOfWeek(next);
    }

    /** By hour, from Monday 00:00 UTC. */
    public List<Integer> counts() {
        return IntStream.range(0, HOURS).mapToObj(slot -> (int) counts[slot]).toList();
    }

    int count(int slot) {
        return counts[slot];
    }

    /** Share of sign-ins at this hour of the day or the two before and after it, around midnight too; NaN where there are none. */
    public double hourShare(Instant at) {
        int near = 0;
        int hour = slot(at) % HOURS_A_DAY;
        for (int apart = -NEAR; apart <= NEAR; apart++) {
            for (int slot = Math.floorMod(hour + apart, HOURS_A_DAY); slot < HOURS; slot += HOURS_A_DAY) {
                near += counts[slot];
            }
        }
        return share(near);
    }

    /** Share of sign-ins on this kind of day, Monday to Friday or weekend; NaN where there are none. */
    public double weekdayShare(Instant at) {
        int weekend = 0;
        for (int slot = WEEKEND; slot < HOURS; slot++) {
            weekend += counts[slot];
        }
        return share(slot(at) >= WEEKEND ? weekend : total - weekend);
    }

    private double share(int some) {
        return total == 0 ? Double.NaN : (double) some / total;
    }

    private static int slot(Instant at) {
        LocalDateTime time = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        return (time.getDayOfWeek().getValue() - 1) * HOURS_A_DAY + time.getHour();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HourOfWeek that && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}
