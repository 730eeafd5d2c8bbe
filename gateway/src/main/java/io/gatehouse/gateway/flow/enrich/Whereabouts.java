package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.geo.Place;
import org.jspecify.annotations.Nullable;

/** What an address's place tells of its user's. */
final class Whereabouts {
    /** Some databases tell cities without radii; within this far most of theirs are right. */
    private static final double RADIUS_UNTOLD_KM = 50;

    private Whereabouts() {}

    /** Whether the user is where the address is: not behind an anonymiser, in a data centre, in a private network or in the operator's own, which others reach by VPN. */
    static boolean areTold(Place place, Labels labels) {
        return !labels.own()
                && !place.anonymous()
                && !place.tor()
                && !place.hosting()
                && !place.local()
                && place.hasCoordinates();
    }

    /** Within which the user probably is. */
    static double radiusKm(Place place) {
        return Double.isNaN(place.accuracyKm()) ? RADIUS_UNTOLD_KM : place.accuracyKm();
    }

    static String country(Place place) {
        return text(place.country());
    }

    /** The subdivision with its country, since "03" is one in Norway and another in France; empty where it is unknown. */
    static String region(Place place) {
        String region = text(place.region());
        return region.isEmpty() ? "" : country(place) + "-" + region;
    }

    /** Facts have no null: an unknown text is empty. */
    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
