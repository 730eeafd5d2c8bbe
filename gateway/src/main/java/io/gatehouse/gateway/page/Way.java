package io.gatehouse.gateway.page;

import java.util.Locale;

/** How the waiting page goes about an approval. */
public enum Way {
    /** The owner types the page's code on a phone. */
    PHONE,
    /** The owner shows a passkey in this browser. */
    PASSKEY,
    /** The owner types a code here. */
    CODE,
    /** Only a passkey would help, and there is none. */
    NO_PASSKEY,
    /** There is nothing to approve with. */
    NOBODY;

    /** As it stands in addresses and pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
