package io.gatehouse.geo;

/**
 * Where an address is and whose network it belongs to. What is unknown is {@code ""}, {@code NaN} or 0; a flag is true only when established.
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
 */
public record Place(
        String country,
        String region,
        String city,
        double latitude,
        double longitude,
        double accuracyKm,
        long asn,
        String organisation,
        boolean hosting,
        boolean anonymous,
        boolean tor,
        boolean local) {

    public static final Place UNKNOWN =
            new Place("", "", "", Double.NaN, Double.NaN, Double.NaN, 0, "", false, false, false, false);

    static final Place LOCAL =
            new Place("", "", "", Double.NaN, Double.NaN, Double.NaN, 0, "", false, false, false, true);

    public boolean hasCountry() {
        return !country.isEmpty();
    }

    public boolean hasCoordinates() {
        return !Double.isNaN(latitude);
    }

    public boolean hasNetwork() {
        return asn != 0;
    }

    /** This place's location on that place's network: the two are never mixed within themselves, as two sources may disagree. */
    Place on(Place network) {
        return new Place(
                country,
                region,
                city,
                latitude,
                longitude,
                accuracyKm,
                network.asn,
                network.organisation,
                hosting,
                anonymous,
                tor,
                local);
    }

    Place at(double newLatitude, double newLongitude, double newAccuracyKm) {
        return new Place(
                country,
                region,
                city,
                newLatitude,
                newLongitude,
                newAccuracyKm,
                asn,
                organisation,
                hosting,
                anonymous,
                tor,
                local);
    }

    Place flagged(boolean isHosting, boolean isAnonymous, boolean isTor) {
        return new Place(
                country,
                region,
                city,
                latitude,
                longitude,
                accuracyKm,
                asn,
                organisation,
                isHosting,
                isAnonymous,
                isTor,
                local);
    }
}
