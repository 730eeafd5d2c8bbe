package io.gatehouse.gateway.store.velocity;

import io.gatehouse.risk.Facts;

/** Facts out of counts, wherever these are kept. */
public final class Velocities {
    /** Below this many sign-ins a share of them says nothing. */
    private static final int ENOUGH_FOR_A_SHARE = 20;
    /** Sites have better and worse days: this much more than usual is still usual. */
    private static final double STILL_USUAL = 1.25;
    /** Chance alone goes beyond so many standard deviations once in 700 times. */
    private static final double CHANCE = 3;

    private Velocities() {}

    /** What happened to an account. */
    public record OfAccount(Counted failures, double challenges1h, double denials24h) {
        public static final OfAccount NOTHING = new OfAccount(Counted.NOTHING, 0, 0);
    }

    /**
     * What came from somewhere.
     *
     * @param accounts1h distinct accounts tried, this attempt's included
     * @param failedAccounts1h distinct accounts refused
     * @param successAccounts24h distinct accounts that signed in
     */
    public record OfSource(
            Counted failures,
            Counted successes,
            double accounts1h,
            double accounts24h,
            double failedAccounts1h,
            double successAccounts24h) {
        /** Of a provider, kind of client or device that is not known. */
        public static final OfSource UNKNOWN =
                new OfSource(Counted.UNKNOWN, Counted.UNKNOWN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** All that is counted of one attempt. */
    public record Sources(
            OfSource address, OfSource network, OfSource asn, OfSource ja4, OfSource device, OfSource everybody) {}

    /**
     * The facts.
     *
     * @param usual which share of sign-ins is usually refused, as {@link UsualShare} tells
     */
    public static Facts.Velocity facts(OfAccount account, Sources from, double usual) {
        Counted failures = from.everybody.failures;
        double all10m = failures.in10m() + from.everybody.successes.in10m();
        return new Facts.Velocity(
                account.failures.in1m(),
                account.failures.in10m(),
                account.failures.in1h(),
                account.failures.in24h(),
                account.challenges1h,
                account.denials24h,
                from.address.failures.in1m(),
                from.address.failures.in10m(),
                from.address.failures.in1h(),
                from.address.failures.in24h(),
                from.address.accounts1h,
                from.address.accounts24h,
                from.address.successAccounts24h,
                from.network.failures.in1h(),
                from.network.failures.in24h(),
                from.network.accounts1h,
                from.network.accounts24h,
                from.network.successAccounts24h,
                from.asn.failures.in1h(),
                excess1h(from.asn, usual),
                excess24h(from.asn, usual),
                from.ja4.failures.in1h(),
                excess1h(from.ja4, usual),
                excess24h(from.ja4, usual),
                from.device.failures.in1h(),
                from.device.failures.in24h(),
                failures.in1m(),
                failures.in10m(),
                failures.in1h(),
                all10m < ENOUGH_FOR_A_SHARE ? Double.NaN : failures.in10m() / all10m,
                usual,
                excess(failures.in10m(), from.everybody.successes.in10m(), usual),
                excess1h(from.everybody, usual),
                excess24h(from.everybody, usual),
                from.everybody.failedAccounts1h);
    }

    private static double excess1h(OfSource source, double usual) {
        return excess(source.failures.in1h(), source.successes.in1h(), usual);
    }

    private static double excess24h(OfSource source, double usual) {
        return excess(source.failures.in24h(), source.successes.in24h(), usual);
    }

    /** How many more were refused than usual and chance explain; NaN where that is not known. */
    static double excess(double failures, double successes, double usual) {
        double all = failures + successes;
        double expected = all * Math.min(1, usual * STILL_USUAL);
        double deviation = Math.sqrt(all * usual * (1 - usual)) + 1;
        return Math.max(0, failures - expected - CHANCE * deviation);
    }
}
