package io.gatehouse.geo;

import org.jspecify.annotations.Nullable;

/** A circle on the globe: degrees and km, all {@code NaN} where unknown. */
record Spot(double latitude, double longitude, double radiusKm) {
    /**
     * The radius for files that give a city and its coordinates, but no radius, km: where MaxMind names a city, it places most addresses of most
     * countries within 50 km.
     */
    private static final double CITY_RADIUS_KM = 50;

    private static final Spot UNKNOWN = new Spot(Double.NaN, Double.NaN, Double.NaN);

    /** The spot that was found, made complete by what is known of the country; without a country nothing is believed. */
    static Spot of(Findings found, Countries.@Nullable Country country) {
        if (country == null) {
            return UNKNOWN;
        }
        if (!(Math.abs(found.latitude()) <= 90 && Math.abs(found.longitude()) <= 180)) {
            return new Spot(country.latitude(), country.longitude(), country.radiusKm());
        }
        if (found.accuracyKm() > 0) {
            return new Spot(found.latitude(), found.longitude(), found.accuracyKm());
        }
        double assumed = found.city() == null ? country.radiusKm() : Math.min(CITY_RADIUS_KM, country.radiusKm());
        return new Spot(found.latitude(), found.longitude(), assumed);
    }
}
