package io.gatehouse.gateway.flow.settle;

import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.gateway.telemetry.Seldom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells the memory and the log how sign-ins ended. Only what is proven is learnt; failures are only counted; "this wasn't me" marks its device and network; a mere denial teaches
 * nothing, since an owner may deny a sign-in of their own; a block is not counted, so
 * that it cannot feed itself; what is undecidable or expired teaches nothing.
 */
public final class Settler {
    private final Memory memory;
    private final DecisionLog log;
    private final Seldom complaints = new Seldom(Settler.class);

    public Settler(Memory memory, DecisionLog log) {
        this.memory = memory;
        this.log = log;
    }

    /** The owner is being asked: counted, so that a phone cannot be rung without end. */
    public CompletionStage<Void> challenged(Traces traces, Instant at) {
        return despiteFailure(memory.challenged(traces, at));
    }

    /** Completes when the memory has taken it, and when it could not: a sign-in does not fail for that. */
    public CompletionStage<Void> settle(Ending ending) {
        log.ended(ending.decision(), ending.outcome());
        return despiteFailure(remember(ending));
    }

    private CompletionStage<Void> remember(Ending ending) {
        return switch (ending.outcome()) {
            case SUCCESS ->
                ending.isProven()
                        ? memory.succeeded(
                                ending.traces(),
                                ending.approved() ? ending.visit().confirmed() : ending.visit())
                        : nothing();
            case FAILURE -> memory.failed(ending.traces(), ending.at());
            case REPORTED -> memory.denied(ending.traces(), ending.at());
            case UNDECIDABLE, BLOCKED, DENIED, EXPIRED -> nothing();
        };
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> despiteFailure(CompletionStage<Void> remembering) {
        return remembering.exceptionally(failure -> {
            complaints.warn("the end of a sign-in could not be remembered", failure);
            return null;
        });
    }
}
