package io.gatehouse.geo;

import org.jspecify.annotations.Nullable;

/** What one database says of an address, in its own words: unchecked, incomplete, and perhaps nothing at all. */
record Findings(
        @Nullable String country,
        @Nullable String region,
        @Nullable String city,
        double latitude,
        double longitude,
        double accuracyKm,
        long asn,
        @Nullable String organisation,
        boolean hosting,
        boolean anonymous,
        boolean tor,
        @Nullable String isp,
        @Nullable String connection) {

    static final Findings NOTHING = new Findings(
            null, null, null, Double.NaN, Double.NaN, Double.NaN, 0, null, false, false, false, null, null);
}
