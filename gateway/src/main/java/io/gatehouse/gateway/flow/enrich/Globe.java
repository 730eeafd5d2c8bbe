package io.gatehouse.gateway.flow.enrich;

/** Distances on the earth, taken as a sphere: within 0.6 % of the truth. */
final class Globe {
    private static final double RADIUS_KM = 6_371.0088;

    private Globe() {}

    /**
     * Great-circle distance in km between two points in degrees. The chord between their unit vectors is exact for near and far points alike, where an arc cosine
     * would lose the near ones.
     */
    static double distanceKm(double latitude1, double longitude1, double latitude2, double longitude2) {
        double phi1 = Math.toRadians(latitude1);
        double phi2 = Math.toRadians(latitude2);
        double apart = Math.toRadians(longitude2 - longitude1);
        double x = Math.cos(phi2) * Math.cos(apart) - Math.cos(phi1);
        double y = Math.cos(phi2) * Math.sin(apart);
        double z = Math.sin(phi2) - Math.sin(phi1);
        double chord = Math.sqrt(x * x + y * y + z * z);
        return 2 * RADIUS_KM * Math.asin(Math.min(1, chord / 2));
    }
}
