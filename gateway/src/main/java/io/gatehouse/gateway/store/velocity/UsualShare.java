package io.gatehouse.gateway.store.velocity;

import java.util.Arrays;

/**
 * Which share of sign-ins is usually refused at this site: the median over the hours of the last seven days that had enough sign-ins. Half of all hours would have to be under attack to move it.
 * Thread-safe.
 */
public final class UsualShare {
    /** An hour's place is its number modulo this. */
    public static final int HOURS = 168;

    private static final int ENOUGH_SIGN_INS = 20;
    private static final int ENOUGH_HOURS = 12;
    private static final long SECONDS = 3_600;

    /**
     * An hour's sign-ins.
     *
     * @param number of the hour, from the epoch
     */
    public record Hour(long number, int failures, int all) {
        static final Hour NONE = new Hour(-HOURS, 0, 0);
    }

    private final Hour[] hours = new Hour[HOURS];
    private double usual = Double.NaN;
    private long newest = -1;

    public UsualShare() {
        Arrays.fill(hours, Hour.NONE);
    }

    /** Counts a sign-in, and tells the hour that ended with it, for safe keeping; none mostly. */
    synchronized Hour add(long second, boolean failed) {
        long number = Math.floorDiv(second, SECONDS);
        Hour ended = Hour.NONE;
        if (number > newest) {
            ended = newest < 0 ? Hour.NONE : hours[(int) (newest % HOURS)];
            newest = number;
            usual = median();
        }
        int slot = (int) Math.floorMod(number, (long) HOURS);
        Hour hour = hours[slot].number == number ? hours[slot] : new Hour(number, 0, 0);
        hours[slot] = new Hour(number, hour.failures + (failed ? 1 : 0), hour.all + 1);
        return ended;
    }

    /** 0 to 1; NaN until enough hours were seen. */
    public synchronized double usual() {
        return usual;
    }

    /** Takes back an hour that was kept. */
    public synchronized void restore(Hour hour) {
        hours[(int) Math.floorMod(hour.number, (long) HOURS)] = hour;
        newest = Math.max(newest, hour.number);
        usual = median();
    }

    private double median() {
        double[] shares = Arrays.stream(hours)
                .filter(hour -> hour.number > newest - HOURS && hour.all >= ENOUGH_SIGN_INS)
                .mapToDouble(hour -> (double) hour.failures / hour.all)
                .sorted()
                .toArray();
        return shares.length < ENOUGH_HOURS ? Double.NaN : shares[shares.length / 2];
    }
}
