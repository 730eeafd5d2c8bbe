package io.gatehouse.gateway.store;

import io.gatehouse.gateway.store.history.Doubt;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Renaming;
import io.gatehouse.gateway.store.history.Visit;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What Gatehouse remembers of accounts, addresses and devices: long-lived histories, and counts over the last day.
 *
 * <p>Knows everybody by keyed hashes only ({@link Pseudonyms}). Every call is one round trip to wherever the memory is, and none blocks. A sign-in makes two: it recalls, and when
 * it has ended it tells how.
 */
public interface Memory {

    /**
     * What is known before this attempt, which is counted by the same step.
     *
     * @param visit what would be learnt of it if it were proven
     */
    default CompletionStage<Recollection> recall(Traces traces, Visit visit) {
        return recall(traces, visit, List.of());
    }

    /**
     * The same while keys are being rotated: what the history knows by older names it knows by the newer ones from then on.
     *
     * @param renamings of this attempt's marks, for each key that is not current
     */
    CompletionStage<Recollection> recall(Traces traces, Visit visit, List<Renaming> renamings);

    /** A proven sign-in: counted, and learnt. Learning may reach the disk up to a second later. */
    CompletionStage<Void> succeeded(Traces traces, Visit visit);

    /** The upstream refused: counted, and nothing else. */
    CompletionStage<Void> failed(Traces traces, Instant at);

    /** The owner is asked for approval. */
    CompletionStage<Void> challenged(Traces traces, Instant at);

    /**
     * "This wasn't me": counted, device and prefix are marked for this account, and what it learnt from them lately is taken back ({@link History#reported}). Completes when this is
     * durable.
     */
    CompletionStage<Void> denied(Traces traces, Instant at);

    /** An account's history, as a privacy request asks for it; empty where nothing is remembered. */
    CompletionStage<History> historyOf(String user);

    /** Takes back what was learnt of an account's doubtful sign-ins. Completes when it is durable, with the history that is left. */
    CompletionStage<History> unlearn(String user, Doubt doubt);

    /** Erases an account's history and counts. Completes when it is durably gone. */
    CompletionStage<Void> forget(String user);
}
