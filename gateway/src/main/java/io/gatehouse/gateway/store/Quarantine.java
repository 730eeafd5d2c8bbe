package io.gatehouse.gateway.store;

import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Session values, as keyed hashes, that no request may use: from before their sign-in is forwarded until it is released. Looked up for each request, so the look-up
 * is local and never waits.
 *
 * <p>A value may be shut out for several reasons, and is free again only when all of them are gone: otherwise a second sign-in that carries the same cookie, and fails, would open
 * what the first one holds.
 */
public interface Quarantine {
    /** The context in which session values are hashed. */
    String CONTEXT = "session";

    /** True while nothing is shut out: the look-up then costs nothing. */
    boolean isEmpty();

    /** Grows whenever a value is shut out: who has looked up a session need not look again while this stays. */
    long shutOuts();

    /** One reason why a value is shut out: a challenge, or a decision while its sign-in is on the way to the upstream; null if there is none. */
    @Nullable
    String reason(String session, Instant now);

    /** Adds a reason. Completes once it is durable and every node heeds it. */
    CompletionStage<Void> shut(Collection<String> sessions, String reason, Instant until);

    /** Removes a reason from all that was shut out for it. */
    CompletionStage<Void> release(String reason);
}
