package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Challenges;
import io.gatehouse.gateway.store.Pseudonyms;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Challenges, with their accounts: id → state, mark and sealed record, and the order of ids. The state is {@code P}, {@code A} or {@code F}: pending, approved, final. All nodes are told
 * of changes by a channel; a node that could not listen for a while looks at all that began lately.
 */
final class RedisChallenges implements Challenges, Ear {
    static final String CHANNEL = "challenges";
    private static final Logger LOG = LoggerFactory.getLogger(RedisChallenges.class);

    /** Longer than the desk remembers them. */
    private static final Duration KEPT = Duration.ofHours(25);
    /** None rings, and then waits to be redeemed, for longer. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final int STATE = 1;
    private static final int NAME = 22;

    private final RedisLink link;
    private final SealedRecords<Challenge> records;
    private final Pseudonyms pseudonyms;
    private final Owners owners;
    private final Index index;
    private final String node;
    private final InstantSource clock;
    private volatile boolean missed;
    private volatile Consumer<Challenge> listener = changed -> {};

    /** @param node this node's name, {@value #NAME} characters */
    RedisChallenges(RedisLink link, Keyring keyring, String node, InstantSource clock) {
        this.link = link;
        this.records = new SealedRecords<>(keyring, Challenge.class);
        this.pseudonyms = new Pseudonyms(keyring);
        this.owners = new Owners(link, "challenge");
        this.index = new Index(link, "challenges");
        this.node = node;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Boolean> add(Challenge pending) {
        String user = pseudonyms.user(pending.user());
        CompletionStage<Void> owned = owners.record(pending.id(), user, KEPT);
        CompletionStage<Void> indexed = index.add(pending.id(), pending.opened().toEpochMilli());
        return telling(
                pending,
                link.runDurably(
                                Script.CHALLENGE_ADD,
                                keys(user),
                                Keys.bytes(pending.id()),
                                value(pending),
                                Keys.bytes(REMEMBERED),
                                Keys.bytes(KEPT.toMillis()),
                                Keys.bytes(link.channel(CHANNEL)),
                                message(pending))
                        .thenCombine(owned, (answer, done) -> answer)
                        .thenCombine(indexed, (answer, done) -> isDone(answer)));
    }

    @Override
    public CompletionStage<Optional<Challenge>> find(String id) {
        return owners.with(
                id,
                user -> link.run(Script.FIELD_READ, keys(user), Keys.bytes(id))
                        .thenApply(answer ->
                                answer.stream().findFirst().flatMap(stored -> records.open(id, STATE, stored))));
    }

    @Override
    public CompletionStage<List<Challenge>> latest(String user) {
        return link.run(Script.CHALLENGE_LATEST, keys(pseudonyms.user(user))).thenApply(answer -> {
            List<Challenge> latest = new ArrayList<>();
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                records.open(Keys.text(answer.get(i)), STATE, answer.get(i + 1)).ifPresent(latest::add);
            }
            return latest;
        });
    }

    @Override
    public CompletionStage<Boolean> replace(Challenge before, Challenge after) {
        return telling(
                after,
                link.runDurably(
                                Script.CHALLENGE_REPLACE,
                                keys(pseudonyms.user(before.user())),
                                Keys.bytes(before.id()),
                                Keys.bytes(records.mark(before)),
                                value(after),
                                Keys.bytes(link.channel(CHANNEL)),
                                message(after))
                        .thenApply(RedisChallenges::isDone));
    }

    @Override
    public CompletionStage<List<Challenge>> unfinished() {
        return since(0).thenApply(all ->
                all.stream().filter(one -> !one.state().isFinal()).toList());
    }

    private CompletionStage<List<Challenge>> since(long opened) {
        return index.between(opened, Long.MAX_VALUE)
                .thenCompose(entries -> Index.each(
                        entries,
                        entry -> find(entry.name())
                                .thenApply(found -> found.map(List::of).orElseGet(List::of))));
    }

    @Override
    public CompletionStage<Void> forget(Instant before) {
        return index.between(0, before.toEpochMilli() - 1)
                .thenCompose(entries -> Index.each(
                        entries,
                        entry -> find(entry.name())
                                .thenCompose(found -> forget(entry.name(), found))
                                .thenApply(done -> List.<String>of())))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> erase(String user) {
        return latest(user)
                .thenCompose(all -> CompletableFuture.allOf(all.stream()
                        .map(one -> forget(one.id(), Optional.of(one)).toCompletableFuture())
                        .toArray(CompletableFuture[]::new)));
    }

    private CompletionStage<Void> forget(String id, Optional<Challenge> found) {
        if (found.isEmpty()) {
            return index.remove(id);
        }
        if (!found.get().state().isFinal()) {
            return CompletableFuture.completedFuture(null);
        }
        return link.runDurably(
                        Script.CHALLENGE_FORGET,
                        keys(pseudonyms.user(found.get().user())),
                        Keys.bytes(id))
                .thenCompose(done -> owners.erase(id))
                .thenCompose(done -> index.remove(id));
    }

    @Override
    public void whenChanged(Consumer<Challenge> newListener) {
        listener = newListener;
    }

    @Override
    public void listening() {
        missed = true;
        catchUp();
    }

    /** Tells of all that began lately, where something may not have been heard; to be called now and then, since it may not be possible yet. */
    void catchUp() {
        if (missed && link.isConnected()) {
            since(clock.instant().minus(LONGEST).toEpochMilli()).whenComplete((all, failure) -> {
                if (failure == null) {
                    missed = false;
                    all.forEach(listener);
                } else {
                    LOG.debug("what became of challenges meanwhile could not be asked; it is tried again", failure);
                }
            });
        }
    }

    @Override
    public void heard(byte[] message) {
        String from = new String(message, 0, NAME, StandardCharsets.US_ASCII);
        String id = new String(message, NAME, NAME, StandardCharsets.US_ASCII);
        if (!from.equals(node)) {
            records.open(id, STATE, Arrays.copyOfRange(message, 2 * NAME, message.length))
                    .ifPresent(listener);
        }
    }

    /** Who made the change, the challenge's id and its value. */
    private byte[] message(Challenge challenge) {
        byte[] names = Keys.bytes(node + challenge.id());
        byte[] value = value(challenge);
        return ByteBuffer.allocate(names.length + value.length)
                .put(names)
                .put(value)
                .array();
    }

    private byte[] value(Challenge challenge) {
        String state = challenge.state() == ChallengeState.PENDING
                ? "P"
                : challenge.state().isFinal() ? "F" : "A";
        return records.seal(challenge.id(), state, challenge);
    }

    private CompletionStage<Boolean> telling(Challenge changed, CompletionStage<Boolean> change) {
        return change.thenApply(done -> {
            if (done) {
                listener.accept(changed);
            }
            return done;
        });
    }

    private static boolean isDone(List<Object> answer) {
        return (Long) answer.get(0) == 1;
    }

    private static List<byte[]> keys(String userHash) {
        return List.of(Keys.ofUser(userHash, "challenges"), Keys.ofUser(userHash, "challenges-order"));
    }
}
