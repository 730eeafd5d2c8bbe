package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.geo.Place;

/** What is known of an address: by databases, and by the operator's lists. */
public record Located(Place place, Labels labels) {
    /** An address of which nothing could be found out. */
    static final Located NOWHERE = new Located(Place.UNKNOWN, Labels.NONE);
}
