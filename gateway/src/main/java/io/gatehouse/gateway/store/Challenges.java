package io.gatehouse.gateway.store;

import io.gatehouse.gateway.exchange.Challenge;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The approvals that were asked for, and what became of them. Who changes one says what it was before: a change is made whole or not at all, and is durable when its
 * stage completes.
 */
public interface Challenges {
    /** How many of a user's challenges are remembered at least: enough to see a siege. */
    int REMEMBERED = 32;

    /** Adds a pending challenge; false if another of this user is pending. */
    CompletionStage<Boolean> add(Challenge pending);

    CompletionStage<Optional<Challenge>> find(String id);

    /** A user's latest challenges, newest first, at most {@link #REMEMBERED}. */
    CompletionStage<List<Challenge>> latest(String user);

    /** Puts {@code after} in the place of {@code before}; false if it is no longer exactly that. */
    CompletionStage<Boolean> replace(Challenge before, Challenge after);

    /** All that have not come to a final state: what a node that starts must still bring to an end. */
    CompletionStage<List<Challenge>> unfinished();

    /** Forgets the ones in a final state that began before then. */
    CompletionStage<Void> forget(Instant before);

    /** Forgets all of a user's that are in a final state, for good. */
    CompletionStage<Void> erase(String user);

    /** Who is told of every challenge added or changed, on this node or another, after it is durable. Called on any thread; must not block. One listener. */
    void whenChanged(Consumer<Challenge> listener);
}
