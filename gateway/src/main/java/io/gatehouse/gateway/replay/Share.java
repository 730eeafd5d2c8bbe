package io.gatehouse.gateway.replay;

import java.util.Locale;

/**
 * Some of all, with its 95 % interval by Wilson (1927), which stays within 0 and 1 and is right for few and for rare ones too. It takes sign-ins for independent; where few accounts make many of them, the truth
 * is less certain.
 */
public record Share(long some, long all) {
    private static final double Z = 1.959963984540054;

    /** 0 to 1; NaN of nothing. */
    public double value() {
        return all == 0 ? Double.NaN : (double) some / all;
    }

    public double low() {
        return some == 0 ? 0 : middle() - reach();
    }

    public double high() {
        return some == all ? 1 : middle() + reach();
    }

    private double middle() {
        return (value() + Z * Z / (2 * all)) / (1 + Z * Z / all);
    }

    private double reach() {
        double p = value();
        return Z / (1 + Z * Z / all) * Math.sqrt(p * (1 - p) / all + Z * Z / (4.0 * all * all));
    }

    /** "12.34 % (11.90 – 12.79)"; "–" of nothing. */
    @Override
    public String toString() {
        return all == 0
                ? "–"
                : String.format(Locale.ROOT, "%.2f %% (%.2f – %.2f)", 100 * value(), 100 * low(), 100 * high());
    }
}
