package io.gatehouse.bench.accuracy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What three methods said of sign-ins of one kind.
 *
 * @param all one for each sign-in
 */
record Scores(List<Score> all) {
    private static final int RESAMPLES = 400;

    /**
     * Of one sign-in; higher is riskier.
     *
     * @param user whose account
     * @param stopped the default rules challenged or blocked it
     */
    record Score(String user, double freeman, double familiarity, double points, boolean stopped, boolean blocked) {}

    /**
     * A share, and where it lies with 95 % confidence, by accounts drawn anew.
     *
     * @param value 0 to 1
     */
    record Interval(double value, double low, double high) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f (%.1f–%.1f)", 100 * value, 100 * low, 100 * high);
        }
    }

    Scores() {
        this(new ArrayList<>());
    }

    void add(Score score) {
        all.add(score);
    }

    int size() {
        return all.size();
    }

    /** The lowest score that at most this share of these sign-ins has reached: the threshold at which so many are challenged. Ties count as challenged. */
    double threshold(ToDoubleFunction<Score> method, double share) {
        double[] sorted = all.stream().mapToDouble(method).sorted().toArray();
        int allowed = (int) Math.floor(share * sorted.length);
        double highestPassing = sorted[Math.max(0, sorted.length - allowed - 1)];
        return Math.nextUp(highestPassing);
    }

    /** How many have the property; accounts are drawn anew, each with all that it has here. */
    Interval share(Predicate<Score> property) {
        int[][] byUser = all.stream()
                .collect(Collectors.groupingBy(Score::user, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(own -> new int[] {(int) own.stream().filter(property).count(), own.size()})
                .toArray(int[][]::new);
        SplittableRandom random = new SplittableRandom(1);
        double[] shares = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            long some = 0;
            long of = 0;
            for (int user = 0; user < byUser.length; user++) {
                int[] drawn = byUser[random.nextInt(byUser.length)];
                some += drawn[0];
                of += drawn[1];
            }
            shares[i] = of == 0 ? 0 : (double) some / of;
        }
        Arrays.sort(shares);
        double value =
                all.isEmpty() ? 0 : (double) all.stream().filter(property).count() / all.size();
        return new Interval(value, shares[RESAMPLES / 40], shares[RESAMPLES - 1 - RESAMPLES / 40]);
    }
}
