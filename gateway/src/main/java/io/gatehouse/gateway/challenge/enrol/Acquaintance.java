package io.gatehouse.gateway.challenge.enrol;

import io.gatehouse.gateway.exchange.Exchange;
import java.util.concurrent.CompletionStage;

/** Tells how well a browser is known to be a user's. */
@FunctionalInterface
public interface Acquaintance {
    /** In rising order. */
    enum Known {
        /** Nothing says that it is the user's. */
        NOT,
        /** The user signed in with it, proven, within the last hour or two. */
        RECENT,
        /** And did so before: 3 times at least, over 7 days at least. */
        PROVEN
    }

    CompletionStage<Known> of(String user, Exchange exchange);
}
