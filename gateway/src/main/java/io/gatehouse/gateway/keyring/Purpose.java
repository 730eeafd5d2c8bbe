package io.gatehouse.gateway.keyring;

/** What a key is for. One key serves one purpose. */
public enum Purpose {
    /** Signs what comes back to us: device cookies, invitations. */
    SIGN,
    /** Turns values that need not be kept in the clear (addresses, session values, codes) into keyed hashes. */
    HASH,
    /** Seals what only Gatehouse may read again. */
    SEAL,
    /** Signs what applications verify. The one key that is shared with them: it opens nothing else. */
    UPSTREAM
}
