package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.geo.Place;

/** What an address's place tells of its user's. */
final class Whereabouts {
    private Whereabouts() {}

    /** Whether the user is where the address is: not behind an anonymiser, in a data centre, or in a private network. */
    static boolean areTold(Place place) {
        return !place.anonymous()
                && !place.tor()
                && !place.hosting()
                && !place.local()
                && !Double.isNaN(place.latitude())
                && !Double.isNaN(place.longitude());
    }

    /** The subdivision with its country, since "03" is one in Norway and another in France; empty where it is unknown. */
    static String region(Place place) {
        return place.country() == null || place.region() == null ? "" : place.country() + "-" + place.region();
    }
}
