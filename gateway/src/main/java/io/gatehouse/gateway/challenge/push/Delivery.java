package io.gatehouse.gateway.challenge.push;

import java.time.Instant;
import java.util.Locale;

/** What a push service said. */
public sealed interface Delivery {
    /** It will pass the message on. Whether the phone ever gets it, no service tells. */
    record Delivered() implements Delivery {}

    /** It knows this phone no more: to be forgotten. */
    record Unregistered() implements Delivery {}

    /** It wants to hear nothing until then. */
    record Throttled(Instant until) implements Delivery {}

    /** Anything else, late answers among it. */
    record Failed(String why) implements Delivery {}

    /** One word for logs, counts and the API. */
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
