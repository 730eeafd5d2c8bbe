package io.gatehouse.gateway.store.history;

/**
 * Where a sign-in came from, to about a kilometre.
 *
 * @param second when, epoch seconds
 * @param latitude hundredths of a degree, or {@link #NOWHERE}
 * @param longitude hundredths of a degree, or {@link #NOWHERE}
 * @param accuracyKm radius of the place, 0 to 16,383
 */
public record Stay(long second, short latitude, short longitude, int accuracyKm) {
    private static final short NOWHERE = Short.MIN_VALUE;
    private static final int WIDEST_KM = 16_383;

    static Stay of(Visit visit) {
        boolean known = Math.abs(visit.latitude()) <= 90 && Math.abs(visit.longitude()) <= 180;
        return new Stay(
                visit.at().getEpochSecond(),
                known ? hundredths(visit.latitude()) : NOWHERE,
                known ? hundredths(visit.longitude()) : NOWHERE,
                known && visit.accuracyKm() > 0 ? (int) Math.min(WIDEST_KM, Math.ceil(visit.accuracyKm())) : 0);
    }

    public boolean isSomewhere() {
        return latitude != NOWHERE;
    }

    /** Degrees; only where the stay is somewhere. */
    public double latitudeDegrees() {
        return latitude / 100.0;
    }

    /** Degrees; only where the stay is somewhere. */
    public double longitudeDegrees() {
        return longitude / 100.0;
    }

    private static short hundredths(double degrees) {
        return (short) Math.round(degrees * 100);
    }
}
