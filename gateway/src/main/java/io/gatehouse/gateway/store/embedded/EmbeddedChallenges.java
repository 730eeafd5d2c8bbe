package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.store.Challenges;
import io.gatehouse.gateway.store.StoredJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;

/** Challenges in two maps: id → record, and user → ids, newest first. All changes happen on the store's one writer thread, which makes them atomic. */
public final class EmbeddedChallenges implements Challenges {
    private static final StoredJson<Challenge> JSON = new StoredJson<>(Challenge.class);
    private static final String BETWEEN_IDS = " ";

    private final EmbeddedStore store;
    private final MVMap<String, String> challenges;
    private final MVMap<String, String> idsOfUser;
    private volatile Consumer<Challenge> listener = changed -> {};

    public EmbeddedChallenges(EmbeddedStore store) {
        this.store = store;
        this.challenges = store.map("challenges");
        this.idsOfUser = store.map("challenges-of-user");
    }

    @Override
    public CompletionStage<Boolean> add(Challenge pending) {
        String line = JSON.encode(pending);
        return telling(pending, store.durably(() -> {
            List<String> ids = ids(pending.user());
            if (ids.stream().flatMap(this::get).anyMatch(one -> one.state() == ChallengeState.PENDING)) {
                return false;
            }
            challenges.put(pending.id(), line);
            ids.add(0, pending.id());
            if (ids.size() > REMEMBERED) {
                ids.subList(REMEMBERED, ids.size()).clear();
            }
            idsOfUser.put(pending.user(), String.join(BETWEEN_IDS, ids));
            return true;
        }));
    }

    @Override
    public CompletionStage<Optional<Challenge>> find(String id) {
        return CompletableFuture.completedFuture(JSON.decode(challenges.get(id)));
    }

    @Override
    public CompletionStage<List<Challenge>> latest(String user) {
        return CompletableFuture.completedFuture(
                ids(user).stream().flatMap(this::get).toList());
    }

    @Override
    public CompletionStage<Boolean> replace(Challenge before, Challenge after) {
        String expected = JSON.encode(before);
        String line = JSON.encode(after);
        return telling(after, store.durably(() -> {
            if (!expected.equals(challenges.get(before.id()))) {
                return false;
            }
            challenges.put(before.id(), line);
            return true;
        }));
    }

    @Override
    public CompletionStage<List<Challenge>> unfinished() {
        return CompletableFuture.completedFuture(
                all().filter(one -> !one.state().isFinal()).toList());
    }

    @Override
    public CompletionStage<Void> forget(Instant before) {
        List<Challenge> old = all().filter(one -> one.state().isFinal())
                .filter(one -> one.opened().isBefore(before))
                .toList();
        return old.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : store.soon(() -> {
                    old.forEach(this::remove);
                    return null;
                });
    }

    @Override
    public CompletionStage<Void> erase(String user) {
        return store.durably(() -> {
            ids(user).stream()
                    .flatMap(this::get)
                    .filter(one -> one.state().isFinal())
                    .forEach(this::remove);
            return null;
        });
    }

    @Override
    public void whenChanged(Consumer<Challenge> newListener) {
        listener = newListener;
    }

    private void remove(Challenge old) {
        challenges.remove(old.id());
        List<String> ids = ids(old.user());
        ids.remove(old.id());
        if (ids.isEmpty()) {
            idsOfUser.remove(old.user());
        } else {
            idsOfUser.put(old.user(), String.join(BETWEEN_IDS, ids));
        }
    }

    private CompletionStage<Boolean> telling(Challenge changed, CompletionStage<Boolean> change) {
        return change.thenApply(done -> {
            if (done) {
                listener.accept(changed);
            }
            return done;
        });
    }

    private List<String> ids(String user) {
        String ids = idsOfUser.get(user);
        return ids == null
                ? new ArrayList<>()
                : Stream.of(ids.split(BETWEEN_IDS)).collect(Collectors.toCollection(ArrayList::new));
    }

    private Stream<Challenge> all() {
        return challenges.keySet().stream().flatMap(this::get);
    }

    private Stream<Challenge> get(String id) {
        return JSON.decode(challenges.get(id)).stream();
    }
}
