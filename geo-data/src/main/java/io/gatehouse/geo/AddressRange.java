package io.gatehouse.geo;

import java.util.Locale;

/** What an address is for, by IANA's registries. Only public ones have a place. */
public enum AddressRange {
    PUBLIC,
    /** RFC 1918, unique local IPv6 and the deprecated site-local. */
    PRIVATE,
    LOOPBACK,
    LINK_LOCAL,
    /** Behind a carrier's NAT, RFC 6598. */
    SHARED,
    DOCUMENTATION,
    /** Multicast, benchmarking, protocol assignments and all that no host on the public internet has. */
    RESERVED;

    /** {@code link-local}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
