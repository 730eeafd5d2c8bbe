package io.gatehouse.risk.scenario;

import io.gatehouse.risk.Facts;

/** Turns a story into facts, in the same way in which a live sign-in gets its facts. */
@FunctionalInterface
public interface Storyteller {

    /**
     * The facts of the story's sign-in after the story's past.
     *
     * @throws IllegalArgumentException with the sentence that is not understood, and what would be
     */
    Facts facts(Story story);
}
