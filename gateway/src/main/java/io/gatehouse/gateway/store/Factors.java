package io.gatehouse.gateway.store;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Ways to approve a sign-in that are no phone, by the keyed hash of their user. Changes are durable when their stage completes. */
public interface Factors {
    /** What a change leaves, and what it tells. */
    record Changed<T>(FactorsOfUser after, T told) {}

    /** {@link FactorsOfUser#NONE} for a user who has none. */
    CompletionStage<FactorsOfUser> of(String user);

    /**
     * Changes all that one user has in one step. Of changes at the same time each sees what the one before it left: so a code that is used up, or a counter that is advanced, is so for one caller
     * only.
     *
     * @param change a pure function: it may be tried more than once
     * @return what the change told, once it is durable; fails, and nothing is changed, if the change throws
     */
    <T> CompletionStage<T> change(String user, Function<FactorsOfUser, Changed<T>> change);
}
