package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.geo.Place;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the operator's lists say of an address.
 *
 * @param names of the lists that it is on, in alphabetical order
 * @param own one of them is of the operator's own networks
 * @param anonymous one of them is of VPNs, proxies, relays or Tor exits
 * @param tor one of them is of Tor exits
 * @param hosting one of them is of data centres
 */
public record Labels(List<String> names, boolean own, boolean anonymous, boolean tor, boolean hosting) {
    /** On no list. */
    public static final Labels NONE = new Labels(List.of(), false, false, false, false);

    public Labels {
        names = List.copyOf(names);
    }

    Labels and(Labels other) {
        return new Labels(
                Stream.concat(names.stream(), other.names.stream())
                        .distinct()
                        .sorted()
                        .toList(),
                own || other.own,
                anonymous || other.anonymous,
                tor || other.tor,
                hosting || other.hosting);
    }

    /** The place, with what the lists know of it besides. */
    Place on(Place place) {
        boolean nothingNew =
                (place.anonymous() || !anonymous) && (place.tor() || !tor) && (place.hosting() || !hosting);
        return nothingNew ? place : place.with(hosting, anonymous, tor);
    }
}
