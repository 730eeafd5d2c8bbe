package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.store.Challenges;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored challenges, with time added: one whose time is up is never seen open, and whoever must know of a change is told. */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int WATCHES = 10_000;
    private static final int WATCHES_A_CHALLENGE = 4;
    private static final int WATCHES_A_USER = 16;

    private final Challenges challenges;
    private final Endings endings;
    private final InstantSource clock;
    private final Deadlines deadlines = new Deadlines();
    private final Watches<ChallengeState> byChallenge = new Watches<>(WATCHES, WATCHES_A_CHALLENGE);
    private final Watches<Challenge> byUser = new Watches<>(WATCHES, WATCHES_A_USER);

    Ledger(Challenges challenges, Endings endings, InstantSource clock) {
        this.challenges = challenges;
        this.endings = endings;
        this.clock = clock;
        challenges.whenChanged(this::changed);
    }

    /** Takes up what an earlier run left open. */
    CompletionStage<Void> resume() {
        return challenges.unfinished().thenAccept(unfinished -> unfinished.forEach(deadlines::add));
    }

    CompletionStage<Boolean> add(Challenge pending) {
        return challenges.add(pending);
    }

    CompletionStage<Optional<Challenge>> find(String id) {
        return challenges
                .find(id)
                .thenCompose(found ->
                        found.map(this::lapse).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    /** A user's latest, newest first. */
    CompletionStage<List<Challenge>> latest(String user) {
        return challenges.latest(user).thenCompose(latest -> {
            Optional<Challenge> lapsed = latest.stream().filter(this::isLapsed).findFirst();
            return lapsed.isEmpty()
                    ? CompletableFuture.completedFuture(latest)
                    : lapse(lapsed.get()).thenCompose(done -> latest(user));
        });
    }

    /** The only place where a challenge changes. False if something else happened to it first. */
    CompletionStage<Boolean> step(Challenge before, Challenge after) {
        return challenges.replace(before, after).thenApply(done -> {
            if (done && after.state().isFinal() && after.state() != ChallengeState.REDEEMED) {
                tellEnding(after);
            }
            return done;
        });
    }

    Watch watch(String id, Consumer<ChallengeState> listener) {
        return byChallenge.add(id, listener);
    }

    Watch watchUser(String user, Consumer<Challenge> listener) {
        return byUser.add(user, listener);
    }

    /** Lets every challenge lapse whose time is up. */
    void sweep() {
        for (String id : deadlines.takeDue(clock.instant())) {
            find(id).whenComplete((found, failure) -> {
                if (failure != null) {
                    LOG.error("Challenge {} cannot lapse, the store does not answer; it is tried again", id, failure);
                    deadlines.addAgain(id, clock.instant());
                }
            });
        }
    }

    CompletionStage<Void> forget(Instant before) {
        return challenges.forget(before);
    }

    CompletionStage<Void> erase(String user) {
        return challenges.erase(user);
    }

    private boolean isLapsed(Challenge challenge) {
        return !challenge.state().isFinal() && !clock.instant().isBefore(challenge.expires());
    }

    private CompletionStage<Optional<Challenge>> lapse(Challenge challenge) {
        if (!isLapsed(challenge)) {
            return CompletableFuture.completedFuture(Optional.of(challenge));
        }
        Challenge expired = challenge.become(ChallengeState.EXPIRED, challenge.expires());
        return step(challenge, expired)
                .thenCompose(
                        done -> done ? CompletableFuture.completedFuture(Optional.of(expired)) : find(challenge.id()));
    }

    /** The step is made and durable, whatever comes of telling it. */
    private void tellEnding(Challenge ended) {
        try {
            endings.ended(ended.id(), ended.state(), ended.reported());
        } catch (RuntimeException e) {
            LOG.error("The end of challenge {} was not acted upon", ended.id(), e);
        }
    }

    private void changed(Challenge challenge) {
        if (!challenge.state().isFinal()) {
            deadlines.add(challenge);
        }
        if (challenge.state() != ChallengeState.PENDING) {
            byChallenge.tell(challenge.id(), challenge.state());
        }
        byUser.tell(challenge.user(), challenge);
    }
}
