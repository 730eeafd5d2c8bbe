package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.exchange.Signals;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.geo.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that was gathered about one attempt.
 *
 * @param place where the address is
 * @param labels what the operator's lists say of it
 * @param cookie what the client showed of a device cookie
 * @param language primary tag of the first accepted language, or empty
 * @param memory of the account, and counts; null where it was late or failed
 * @param phoneEnrolled the owner has a phone that can approve
 * @param signals what else the request told
 * @param proof what the device script showed
 * @param print how the device presents itself, to compare and to learn
 */
public record Observation(
        Instant at,
        Place place,
        Labels labels,
        DeviceCookies.Shown cookie,
        UserAgent agent,
        String language,
        Traces traces,
        @Nullable Recollection memory,
        boolean phoneEnrolled,
        Signals signals,
        DeviceProof proof,
        Print print) {

    /** Of a client that is known by what it says alone. */
    public Observation(
            Instant at,
            Place place,
            Labels labels,
            DeviceCookies.Shown cookie,
            UserAgent agent,
            String language,
            Traces traces,
            @Nullable Recollection memory,
            boolean phoneEnrolled) {
        this(
                at,
                place,
                labels,
                cookie,
                agent,
                language,
                traces,
                memory,
                phoneEnrolled,
                Signals.NONE,
                DeviceProof.NONE,
                Print.UNKNOWN);
    }

    /** The same, with what was recalled of it. */
    public Observation with(@Nullable Recollection recalled, boolean phone) {
        return new Observation(
                at, place, labels, cookie, agent, language, traces, recalled, phone, signals, proof, print);
    }

    /** What the memory learns of this, if the sign-in is proven. */
    public Visit visit() {
        boolean told = Whereabouts.areTold(place, labels);
        return new Visit(
                at,
                traces.device(),
                traces.prefix(),
                traces.address(),
                place.asn(),
                Whereabouts.country(place),
                Whereabouts.region(place),
                traces.agent(),
                agent.browser(),
                agent.system(),
                agent.kind(),
                language,
                told ? place.latitude() : Double.NaN,
                told ? place.longitude() : Double.NaN,
                told ? Whereabouts.radiusKm(place) : Double.NaN,
                print);
    }
}
