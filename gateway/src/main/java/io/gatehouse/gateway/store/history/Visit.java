package io.gatehouse.gateway.store.history;

import java.time.Instant;

/**
 * A proven sign-in, as the memory learns it. Unknown texts are empty, an unknown number is 0, an unknown place NaN.
 *
 * @param at when
 * @param device keyed hash of the device's id
 * @param prefix keyed hash of the address's /24 (IPv4) or /64 (IPv6)
 * @param address keyed hash of the address: one IPv4 address, or an IPv6 /64
 * @param asn autonomous system number
 * @param country ISO 3166-1 alpha-2
 * @param region the subdivision with its country: {@code NO-03}
 * @param agent keyed hash of the whole User-Agent header; 0 where there was none
 * @param browser family
 * @param system family
 * @param kind {@code desktop}, {@code mobile}, {@code tablet}, {@code bot}, {@code library}
 * @param language primary tag
 * @param latitude degrees; NaN also where the address tells nothing of its user's place: behind an anonymiser, from a data centre
 * @param longitude degrees
 * @param accuracyKm radius of the place, km
 * @param print how the device presented itself
 */
public record Visit(
        Instant at,
        long device,
        long prefix,
        long address,
        long asn,
        String country,
        String region,
        long agent,
        String browser,
        String system,
        String kind,
        String language,
        double latitude,
        double longitude,
        double accuracyKm,
        Print print) {

    /** The same, of a sign-in that the owner approved. */
    public Visit confirmed() {
        return new Visit(
                at,
                device,
                prefix,
                address,
                asn,
                country,
                region,
                agent,
                browser,
                system,
                kind,
                language,
                latitude,
                longitude,
                accuracyKm,
                print.asConfirmed());
    }
}
