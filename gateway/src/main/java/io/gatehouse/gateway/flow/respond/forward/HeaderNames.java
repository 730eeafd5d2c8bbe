package io.gatehouse.gateway.flow.respond.forward;

import io.netty.util.AsciiString;

/** A set of header names, looked up in any case and without making a string: it is asked for each header of each request. */
final class HeaderNames {
    private final CharSequence[] table;

    HeaderNames(String... names) {
        // At most a quarter full, so that most look-ups of what is not in it end at once.
        table = new CharSequence[Integer.highestOneBit(names.length) * 8];
        for (String name : names) {
            int slot = slot(name);
            while (table[slot] != null) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = AsciiString.of(name);
        }
    }

    boolean contains(CharSequence name) {
        for (int slot = slot(name); table[slot] != null; slot = (slot + 1) & (table.length - 1)) {
            if (AsciiString.contentEqualsIgnoreCase(table[slot], name)) {
                return true;
            }
        }
        return false;
    }

    private int slot(CharSequence name) {
        int hash = AsciiString.hashCode(name);
        return (hash ^ hash >>> 16) & (table.length - 1);
    }
}
