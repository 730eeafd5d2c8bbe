package io.gatehouse.gateway.challenge.push;

import io.gatehouse.gateway.store.PushRegistration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A service that wakes phones. It makes its connections and threads when it is first used, and threads that have nothing to do end. */
public interface PushService extends AutoCloseable {
    /** What is told: which challenge, and nothing else; and for how long it is worth telling. */
    record Message(String challenge, Duration left) {}

    PushRegistration.Service service();

    /**
     * Looks at what a phone says of itself.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    void check(PushRegistration registration);

    /** What a limit of the service holds for: all that has the same text. */
    String limited(PushRegistration registration);

    /** Returns at once. Whoever cancels the future, or completes it otherwise, ends the work on it. */
    CompletableFuture<Delivery> push(PushRegistration to, Message message);

    @Override
    void close();
}
