package io.gatehouse.geo;

import org.jspecify.annotations.Nullable;

/** stub */
public record Place(
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
        boolean local) {}
