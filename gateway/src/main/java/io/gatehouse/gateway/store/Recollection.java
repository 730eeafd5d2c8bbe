package io.gatehouse.gateway.store;

import io.gatehouse.gateway.store.familiarity.Commonness;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.risk.Facts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was known when an attempt came.
 *
 * @param history of the account
 * @param began the earliest sign-in that was ever learnt of anybody; null before the first
 * @param everybody how common the attempt's features are among everybody's sign-ins
 * @param velocity counts, as its parts say with or without this attempt
 * @param deviceAccounts24h accounts tried from this device in 24 hours, this one included; NaN where the client showed no device
 */
public record Recollection(
        History history,
        @Nullable Instant began,
        Commonness everybody,
        Facts.Velocity velocity,
        double deviceAccounts24h) {}
