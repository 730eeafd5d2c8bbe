package io.gatehouse.gateway.store.history;

/**
 * How a device presents itself, as keyed hashes that can only be compared; 0 is unknown. Sixteen bits suffice where a chance match hides a change in one of 65,536 cases.
 *
 * @param browser family
 * @param system family
 * @param ja4 the part of its JA4 that stays the same when a session is resumed
 * @param http2 its HTTP/2 fingerprint
 * @param headers the order of its header names
 * @param key bound to it by the device script
 * @param confirmed the owner approved the sign-in that tells this: only then may another key, or none, take the place of a bound one. Not kept
 */
public record Print(short browser, short system, short ja4, short http2, short headers, int key, boolean confirmed) {
    public static final Print UNKNOWN = new Print((short) 0, (short) 0, (short) 0, (short) 0, (short) 0, 0, false);

    /** What is learnt where an older one is known: the newer, and of the older what the newer does not tell; but a bound key stays, unless the owner confirmed the sign-in without it. */
    Print over(Print older) {
        return new Print(
                browser == 0 ? older.browser : browser,
                system == 0 ? older.system : system,
                ja4 == 0 ? older.ja4 : ja4,
                headers == 0 ? older.http2 : http2,
                headers == 0 ? older.headers : headers,
                older.key == 0 || confirmed ? key : older.key,
                false);
    }

    Print asConfirmed() {
        return new Print(browser, system, ja4, http2, headers, key, true);
    }
}
