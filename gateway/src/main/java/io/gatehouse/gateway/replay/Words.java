package io.gatehouse.gateway.replay;

import java.util.Locale;

/** Names as the formats and tables spell them. */
final class Words {
    private Words() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** 1,234,567 */
    static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
