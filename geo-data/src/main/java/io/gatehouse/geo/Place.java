package io.gatehouse.geo;

import org.jspecify.annotations.Nullable;

/**
 * Where an address is and whose network it belongs to. What is unknown is null, {@code NaN} or 0; a flag is true only when established.
 *
 * @param country ISO 3166-1 alpha-2, upper case ({@code XK} for Kosovo)
 * @param region ISO 3166-2 subdivision without the country, or its name where the database has only that
 * @param city English name
 * @param latitude degrees, -90 to 90
 * @param longitude degrees, -180 to 180
 * @param accuracyKm radius of the circle that probably holds the true place, km: the database's own, 67 % by MaxMind's definition; where only the
 *     country is known, the circle about its middle that holds 90 % of it
 * @param asn autonomous system number, 1 to 4294967295
 * @param organisation the autonomous system's holder
 * @param hosting a data centre or cloud
 * @param anonymous a VPN, proxy, relay or Tor exit
 * @param tor a Tor exit
 * @param local private, loopback, link-local, shared (CGNAT), documentation or otherwise not of the public internet; all else is then unknown
 * @param range which of these, or public
 * @param isp the internet provider, as its customers call it
 * @param connection how the address is connected, in MaxMind's words: {@code Cable/DSL}, {@code Cellular}, {@code Corporate}, {@code Dialup}, {@code Satellite}
 */
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
        boolean local,
        AddressRange range,
        @Nullable String isp,
        @Nullable String connection) {

    public static final Place UNKNOWN =
            new Place(null, null, null, Double.NaN, Double.NaN, Double.NaN, 0, null, false, false, false, false);

    /** Without provider and connection, which most databases do not tell. */
    public Place(
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
            boolean local) {
        this(
                country,
                region,
                city,
                latitude,
                longitude,
                accuracyKm,
                asn,
                organisation,
                hosting,
                anonymous,
                tor,
                local,
                local ? AddressRange.PRIVATE : AddressRange.PUBLIC,
                null,
                null);
    }

    /** An address that has no place. */
    static Place local(AddressRange range) {
        return new Place(
                null,
                null,
                null,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                0,
                null,
                false,
                false,
                false,
                true,
                range,
                null,
                null);
    }

    /** The same, with these flags where they are true. */
    public Place with(boolean isHosting, boolean isAnonymous, boolean isTor) {
        return new Place(
                country,
                region,
                city,
                latitude,
                longitude,
                accuracyKm,
                asn,
                organisation,
                hosting || isHosting,
                anonymous || isAnonymous,
                tor || isTor,
                local,
                range,
                isp,
                connection);
    }

    public boolean hasCoordinates() {
        return !Double.isNaN(latitude);
    }
}
