package io.gatehouse.gateway.store.history;

import java.util.List;

/**
 * One of the last sign-ins that were learnt: what it takes to unlearn it, and to say how often what was seen. Unknown texts are empty, an unknown number is 0.
 *
 * @param second when, epoch seconds
 * @param address keyed hash of the address, the first 32 bits
 * @param agent keyed hash of the User-Agent header, the first 32 bits; 0 where there was none
 */
public record Learnt(
        long second,
        long device,
        long prefix,
        int address,
        long asn,
        String country,
        String region,
        int agent,
        String browser,
        String system,
        String kind,
        String language) {
    /** The kinds of client that are told apart. */
    static final List<String> KINDS = List.of("", "desktop", "mobile", "tablet", "bot", "library");

    static Learnt of(Visit visit) {
        return new Learnt(
                visit.at().getEpochSecond(),
                visit.device(),
                visit.prefix(),
                mark(visit.address()),
                visit.asn(),
                History.shortened(visit.country()),
                History.shortened(visit.region()),
                mark(visit.agent()),
                History.shortened(visit.browser()),
                History.shortened(visit.system()),
                KINDS.contains(visit.kind()) ? visit.kind() : "",
                History.shortened(visit.language()));
    }

    /** Without what these tallies have no room for: nothing is kept twice, so the last sign-ins point into them. */
    Learnt within(
            Tally<Long> devices,
            Tally<Long> prefixes,
            Tally<Long> asns,
            Tally<String> countries,
            Tally<String> regions,
            Tally<String> browsers,
            Tally<String> systems,
            Tally<String> languages) {
        return new Learnt(
                second,
                devices.find(device) == null ? 0 : device,
                prefixes.find(prefix) == null ? 0 : prefix,
                address,
                asns.find(asn) == null ? 0 : asn,
                countries.find(country) == null ? "" : country,
                regions.find(region) == null ? "" : region,
                agent,
                browsers.find(browser) == null ? "" : browser,
                systems.find(system) == null ? "" : system,
                kind,
                languages.find(language) == null ? "" : language);
    }

    /** The part of a keyed hash that is kept here. */
    public static int mark(long hash) {
        return (int) (hash >>> 32);
    }
}
