package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.geo.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that was gathered about one attempt.
 *
 * @param place where the address is
 * @param cookie what the client showed of a device cookie
 * @param language primary tag of the first accepted language, or empty
 * @param memory of the account, and counts; null where it was late or failed
 * @param phoneEnrolled the owner has a phone that can approve
 */
public record Observation(
        Instant at,
        Place place,
        DeviceCookies.Shown cookie,
        UserAgent agent,
        String language,
        Traces traces,
        @Nullable Recollection memory,
        boolean phoneEnrolled) {

    /** What the memory learns of this, if the sign-in is proven. */
    public Visit visit() {
        boolean told = Whereabouts.areTold(place);
        return new Visit(
                at,
                traces.device(),
                traces.prefix(),
                place.asn(),
                Whereabouts.country(place),
                Whereabouts.region(place),
                agent.browser(),
                agent.system(),
                language,
                told ? place.latitude() : Double.NaN,
                told ? place.longitude() : Double.NaN,
                told ? Whereabouts.radiusKm(place) : Double.NaN);
    }
}
