package io.gatehouse.gateway.store.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Whose record an id names: records are with their accounts, and are asked for by id. An id has one owner for ever, so that what is known of it is kept near.
 */
final class Owners {
    private static final int NEAR = 50_000;

    private final RedisLink link;
    private final String kind;
    private final Cache<String, String> near =
            Caffeine.newBuilder().maximumSize(NEAR).build();

    Owners(RedisLink link, String kind) {
        this.link = link;
        this.kind = kind;
    }

    /**
     * Notes whose it is; completes when it is durable.
     *
     * @param keep how long; zero: for ever
     */
    CompletionStage<Void> record(String id, String userHash, Duration keep) {
        return link.runDurably(
                        Script.RECORD_OWNER,
                        List.of(Keys.owner(kind, id)),
                        Keys.bytes(userHash),
                        Keys.bytes(keep.toMillis()))
                .thenAccept(done -> near.put(id, userHash));
    }

    CompletionStage<Void> erase(String id) {
        near.invalidate(id);
        return link.run(Script.DELETE_VALUE, List.of(Keys.owner(kind, id))).thenAccept(done -> {});
    }

    /** What there is to be found of an id, for its owner by keyed hash; empty where it has none. */
    <T> CompletionStage<Optional<T>> with(String id, Function<String, CompletionStage<Optional<T>>> look) {
        String known = near.getIfPresent(id);
        if (known != null) {
            return look.apply(known);
        }
        return link.run(Script.READ_VALUE, List.of(Keys.owner(kind, id))).thenCompose(answer -> {
            if (answer.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            String owner = Keys.text(answer.get(0));
            near.put(id, owner);
            return look.apply(owner);
        });
    }
}
