package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.geo.Place;

/** A device's clock against the sun over the place where its address is: no table of zones, which lie within three hours or so of the sun nearly everywhere. */
final class SolarTime {
    private static final double DEGREES_AN_HOUR = 15;
    private static final double KM_A_DEGREE = 111.2;
    private static final double HALF_A_DAY = 12;

    private SolarTime() {}

    /** Hours between the two, 0 to 12, at whatever place within the radius suits best; NaN where place or clock is unknown. */
    static double hoursOff(Place place, Labels labels, double timeZoneHours) {
        if (Double.isNaN(timeZoneHours) || !Whereabouts.areTold(place, labels)) {
            return Double.NaN;
        }
        double apart = Math.abs(timeZoneHours - place.longitude() / DEGREES_AN_HOUR) % (2 * HALF_A_DAY);
        double nearest = Math.min(apart, 2 * HALF_A_DAY - apart);
        double widthKm = KM_A_DEGREE * Math.max(0.1, Math.cos(Math.toRadians(place.latitude())));
        return Math.max(0, nearest - Whereabouts.radiusKm(place) / widthKm / DEGREES_AN_HOUR);
    }
}
