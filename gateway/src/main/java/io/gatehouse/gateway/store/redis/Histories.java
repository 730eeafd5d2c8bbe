package io.gatehouse.gateway.store.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.HistoryCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Accounts' histories: each a sealed block of bytes, and a version by which it is changed only if it is still the one that was read.
 *
 * <p>The recent ones are kept near, opened and decoded; Redis is asked all the same, and sends only the version when that is the one known here. So what is near is never stale.
 */
final class Histories {
    private static final String CONTEXT = "redis history ";
    private static final int NEAR = 10_000;
    private static final int TRIES = 20;

    private record Known(String version, History history) {
        static final Known NOTHING = new Known("", History.EMPTY);
    }

    /** A history before and after it was changed. */
    record Change(History before, History after) {}

    private final RedisLink link;
    private final Keyring keyring;
    private final Duration retention;
    private final Cache<String, Known> near =
            Caffeine.newBuilder().maximumSize(NEAR).build();

    /** @param retention what was not changed for so long is gone */
    Histories(RedisLink link, Keyring keyring, Duration retention) {
        this.link = link;
        this.keyring = keyring;
        this.retention = retention;
    }

    CompletionStage<History> read(String user) {
        return known(user).thenApply(Known::history);
    }

    private CompletionStage<Known> known(String user) {
        Known before = near.getIfPresent(user);
        String version = before == null ? "" : before.version();
        return link.run(Script.HISTORY_READ, List.of(key(user)), Keys.bytes(version))
                .thenApply(answer -> {
                    if (answer.isEmpty()) {
                        near.invalidate(user);
                        return Known.NOTHING;
                    }
                    if (answer.size() == 1 && before != null) {
                        return before;
                    }
                    Known now = new Known(Keys.text(answer.get(0)), opened(user, (byte[]) answer.get(1)));
                    near.put(user, now);
                    return now;
                });
    }

    /** Changes a history in one step, on whichever node; completes with what it was and became. The change may be computed more than once. */
    CompletionStage<Change> change(String user, boolean durably, UnaryOperator<History> how) {
        return change(user, durably, how, TRIES);
    }

    private CompletionStage<Change> change(String user, boolean durably, UnaryOperator<History> how, int tries) {
        if (tries == 0) {
            return CompletableFuture.failedFuture(
                    new RedisAwayException("a history was changed elsewhere again and again"));
        }
        // What is near is mostly current; where it is not, the swap finds it out, and the next try asks.
        Known nearby = tries == TRIES ? near.getIfPresent(user) : null;
        return (nearby == null ? known(user) : CompletableFuture.completedFuture(nearby)).thenCompose(before -> {
            Known after = new Known(Ids.next(), how.apply(before.history()));
            return swap(user, durably, before.version(), after)
                    .thenCompose(done -> done
                            ? CompletableFuture.completedFuture(new Change(before.history(), after.history()))
                            : change(user, durably, how, tries - 1));
        });
    }

    private CompletionStage<Boolean> swap(String user, boolean durably, String expected, Known after) {
        byte[][] arguments = {
            Keys.bytes(expected),
            Keys.bytes(after.version()),
            after.history().isEmpty()
                    ? new byte[0]
                    : keyring.seal(CONTEXT + user, HistoryCodec.encode(after.history())),
            Keys.bytes(retention.toMillis())
        };
        CompletionStage<List<Object>> run = durably
                ? link.runDurably(Script.HISTORY_SWAP, List.of(key(user)), arguments)
                : link.run(Script.HISTORY_SWAP, List.of(key(user)), arguments);
        return run.thenApply(answer -> {
            boolean done = (Long) answer.get(0) == 1;
            if (done && !after.history().isEmpty()) {
                near.put(user, after);
            } else {
                near.invalidate(user);
            }
            return done;
        });
    }

    /** Completes with whether there was one. Not read first: what cannot be read can still be erased. */
    CompletionStage<Boolean> erase(String user) {
        near.invalidate(user);
        return link.runDurably(Script.DELETE_VALUE, List.of(key(user))).thenApply(answer -> {
            near.invalidate(user);
            return (Long) answer.get(0) == 1;
        });
    }

    private History opened(String user, byte[] sealed) {
        return HistoryCodec.decode(keyring.open(CONTEXT + user, sealed)
                .orElseThrow(() -> new IllegalArgumentException(
                        "a history in Redis cannot be opened; do all nodes have the same keyring?")));
    }

    private static byte[] key(String user) {
        return Keys.ofUser(user, "history");
    }
}
