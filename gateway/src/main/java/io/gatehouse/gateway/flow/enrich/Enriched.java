package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.geo.Place;
import io.gatehouse.risk.Facts;
import java.util.Set;

/**
 * An attempt with all that was found out about it.
 *
 * @param facts what rules read
 * @param place for the owner's prompt
 * @param agent for the owner's prompt
 * @param device its cookie goes on the answer if it {@link DeviceTag#needsCookie}
 * @param traces by which the memory knows the attempt
 * @param visit what the memory learns if the sign-in is proven
 * @param unknown the sources that were late or failed
 */
public record Enriched(
        Facts facts, Place place, UserAgent agent, DeviceTag device, Traces traces, Visit visit, Set<Source> unknown) {

    /** Where facts come from. */
    public enum Source {
        GEO,
        MEMORY,
        PHONES
    }

    public Enriched {
        unknown = Set.copyOf(unknown);
    }
}
