package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Hold;
import io.gatehouse.gateway.store.HoldCodec;
import io.gatehouse.gateway.store.Holds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Holds, each under its challenge's id, sealed once more as a whole. */
final class RedisHolds implements Holds {
    private static final String CONTEXT = "redis hold ";
    /** All nodes look at all holds every minute; this is for the case that there is no node. */
    private static final Duration KEPT = Duration.ofDays(1);
    /** A name is indexed at about the time its hold is put. */
    private static final Duration OLD = Duration.ofMinutes(5);

    private final RedisLink link;
    private final Keyring keyring;
    private final Index index;
    private final InstantSource clock;

    RedisHolds(RedisLink link, Keyring keyring, InstantSource clock) {
        this.link = link;
        this.keyring = keyring;
        this.index = new Index(link, "holds");
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> put(Hold hold) {
        CompletionStage<Void> indexed = index.add(hold.challenge(), clock.millis());
        return link.runDurably(
                        Script.HOLD_PUT,
                        List.of(key(hold.challenge())),
                        keyring.seal(CONTEXT + hold.challenge(), HoldCodec.encode(hold)),
                        Keys.bytes(KEPT.toMillis()))
                .thenCombine(indexed, (answer, done) -> null);
    }

    @Override
    public CompletionStage<Optional<Hold>> find(String challenge) {
        return link.run(Script.READ_VALUE, List.of(key(challenge))).thenApply(answer -> opened(challenge, answer));
    }

    @Override
    public CompletionStage<Optional<Hold>> take(String challenge) {
        return link.runDurably(Script.HOLD_TAKE, List.of(key(challenge))).thenApply(answer -> {
            index.remove(challenge);
            return opened(challenge, answer);
        });
    }

    @Override
    public CompletionStage<List<Hold>> all() {
        return index.between(0, Long.MAX_VALUE)
                .thenCompose(entries -> Index.each(
                        entries,
                        entry -> find(entry.name())
                                .thenCompose(found -> found.isEmpty() && isOld(entry)
                                        ? index.remove(entry.name()).thenApply(done -> List.<Hold>of())
                                        : CompletableFuture.completedFuture(
                                                found.map(List::of).orElseGet(List::of)))));
    }

    private boolean isOld(Index.Entry entry) {
        return entry.number() < clock.millis() - OLD.toMillis();
    }

    private Optional<Hold> opened(String challenge, List<Object> answer) {
        return answer.stream()
                .findFirst()
                .flatMap(bytes -> keyring.open(CONTEXT + challenge, (byte[]) bytes))
                .flatMap(HoldCodec::decode);
    }

    private static byte[] key(String challenge) {
        return Keys.common(challenge, "hold");
    }
}
