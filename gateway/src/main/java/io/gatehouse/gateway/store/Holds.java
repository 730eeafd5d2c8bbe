package io.gatehouse.gateway.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The sign-ins that wait for approval. */
public interface Holds {
    /** Completes once it is durable. */
    CompletionStage<Void> put(Hold hold);

    CompletionStage<Optional<Hold>> find(String challenge);

    /** Removes it and hands it over, to one caller only. */
    CompletionStage<Optional<Hold>> take(String challenge);

    /** All that wait: what a node that starts must still bring to an end. */
    CompletionStage<List<Hold>> all();
}
