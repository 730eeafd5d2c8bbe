package io.gatehouse.gateway.store.familiarity;

/**
 * How common the features of one sign-in are among all that were ever learnt, of everybody.
 *
 * @param signIns how many were learnt
 * @param users of how many accounts
 * @param address sign-ins from this address, an estimate from above; so with the others
 * @param agent sign-ins with this very User-Agent header, an estimate from above
 * @param asns how many different autonomous systems there are; so with the others
 */
public record Commonness(
        long signIns,
        long users,
        long address,
        long asn,
        long country,
        long agent,
        long browser,
        long system,
        long kind,
        int asns,
        int countries,
        int browsers,
        int systems,
        int kinds) {
    /** Nobody has signed in yet. */
    public static final Commonness NOTHING = new Commonness(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
