package io.gatehouse.bench.accuracy;

import io.gatehouse.gateway.replay.SignIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** A year of one site's honest sign-ins, in the order of time. */
record Stream(List<SignIn> signIns) {
    static final Instant BEGIN = Instant.parse("2020-02-03T00:00:00Z");
    /** As long as the RBA data set. */
    static final int DAYS = 389;
    /** Of attempts on accounts that exist (RBA data set: 78 %). */
    private static final double ACCEPTED = 0.78;
    /** Attempts by account: 39.7 % have one, the median is 2, the 90th percentile 9, the 99th 28 (RBA data set); 100 at most is ours. */
    private static final double[][] ATTEMPTS = {{0.397, 1}, {0.5, 2}, {0.9, 9}, {0.99, 28}, {1, 100}};
    /** Successes a minute by hour, digitised from the published figure. */
    private static final double[] HOURS = {
        5.6, 5.6, 6.8, 7.3, 8.4, 12, 19, 29, 31, 33, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 30, 23, 15, 8
    };

    static Stream of(int people, Habits habits, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<SignIn> all = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            SplittableRandom own = random.split();
            Person person = new Person("u" + i, habits, own);
            long[] seconds = own.longs(attempts(own.nextDouble()), 0, DAYS)
                    .map(day -> day * 86_400 + second(own))
                    .sorted()
                    .toArray();
            for (long second : seconds) {
                all.add(person.signIn(BEGIN.plusSeconds(second), second / 86_400, own.nextDouble() < ACCEPTED));
            }
        }
        all.sort(Comparator.comparing(SignIn::at));
        return new Stream(all);
    }

    private static int attempts(double share) {
        double[] before = {0, 1};
        for (double[] point : ATTEMPTS) {
            if (share <= point[0]) {
                double part = (share - before[0]) / (point[0] - before[0]);
                return (int) Math.round(before[1] * Math.pow(point[1] / before[1], part));
            }
            before = point;
        }
        return 1;
    }

    private static long second(SplittableRandom random) {
        double sum = 0;
        for (double hour : HOURS) {
            sum += hour;
        }
        double left = random.nextDouble() * sum;
        int hour = 0;
        while (hour < HOURS.length - 1 && (left -= HOURS[hour]) > 0) {
            hour++;
        }
        return Duration.ofHours(hour).toSeconds() + random.nextInt(3_600);
    }
}
