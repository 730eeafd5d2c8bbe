package io.gatehouse.gateway.keyring;

/** What a key is for. One key serves one purpose. */
public enum Purpose {
    /** Signs device cookies and headers to the upstream. */
    SIGN,
    /** Turns values that need not be kept in the clear (addresses, session values, codes) into keyed hashes. */
    HASH,
    /** Seals what only Gatehouse may read again. */
    SEAL
}
