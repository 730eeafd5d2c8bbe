package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.geo.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that was gathered about one attempt; what was late or failed is null.
 *
 * @param place where the address is
 * @param cookie what the client showed of a device cookie
 * @param language primary tag of the first accepted language, or empty
 * @param memory of the account, and counts
 * @param phoneEnrolled the owner has a phone that can approve
 */
public record Observation(
        Instant at,
        @Nullable Place place,
        DeviceCookies.Shown cookie,
        UserAgent agent,
        String language,
        Traces traces,
        @Nullable Recollection memory,
        boolean phoneEnrolled) {

    /** What the memory learns of this, if the sign-in is proven. */
    public Visit visit() {
        boolean told = place != null && Whereabouts.areTold(place);
        return new Visit(
                at,
                traces.device(),
                traces.prefix(),
                place == null ? 0 : place.asn(),
                place == null || place.country() == null ? "" : place.country(),
                place == null ? "" : Whereabouts.region(place),
                agent.browser(),
                agent.system(),
                language,
                told && place != null ? place.latitude() : Double.NaN,
                told && place != null ? place.longitude() : Double.NaN,
                told && place != null ? place.accuracyKm() : Double.NaN);
    }
}
