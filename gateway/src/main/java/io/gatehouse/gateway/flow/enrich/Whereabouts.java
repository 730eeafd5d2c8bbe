package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.geo.Place;

/** What an address's place tells of its user's. */
final class Whereabouts {
    /** Some databases tell cities without radii; within this far most of theirs are right. */
    private static final double RADIUS_UNTOLD_KM = 50;

    private Whereabouts() {}

    /** Whether the user is where the address is: not behind an anonymiser, in a data centre, or in a private network. */
    static boolean areTold(Place place) {
        return !place.anonymous() && !place.tor() && !place.hosting() && !place.local() && place.hasCoordinates();
    }

    /** Within which the user probably is. */
    static double radiusKm(Place place) {
        return Double.isNaN(place.accuracyKm()) ? RADIUS_UNTOLD_KM : place.accuracyKm();
    }

    /** The subdivision with its country, since "03" is one in Norway and another in France; empty where it is unknown. */
    static String region(Place place) {
        return place.region().isEmpty() ? "" : place.country() + "-" + place.region();
    }
}
