package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.gatehouse.gateway.store.Pseudonyms;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Approves challenges by what is proven where one signs in. Each try is counted before anything is compared, first for the challenge and then for its user over all challenges, so that guesses
 * sent side by side count as well; a right one uses up what it was made with in the same step that compares it.
 */
final class Proving {
    private enum Compared {
        RIGHT,
        WRONG,
        DISABLED
    }

    private final Ledger ledger;
    private final Factors factors;
    private final Pseudonyms pseudonyms;
    private final InstantSource clock;

    Proving(Ledger ledger, Factors factors, Pseudonyms pseudonyms, InstantSource clock) {
        this.ledger = ledger;
        this.factors = factors;
        this.pseudonyms = pseudonyms;
        this.clock = clock;
    }

    CompletionStage<Answered> prove(String id, Proof proof) {
        return ledger.find(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return told(new Answered.Unknown());
            }
            Challenge before = found.get();
            if (before.state() != ChallengeState.PENDING) {
                return told(new Answered.Over(before.state()));
            }
            if (before.passkeyOnly() && !proof.isPasskey()) {
                return told(new Answered.PasskeyOnly());
            }
            if (before.wrongCodes() >= Desk.WRONG_CODES_A_CHALLENGE) {
                // The last try is being looked at.
                return told(new Answered.WrongCode(0));
            }
            Challenge tried = before.withWrongCode();
            return ledger.step(before, tried)
                    .thenCompose(done -> done
                            ? compare(before.user(), proof).thenCompose(compared -> end(tried, compared))
                            : prove(id, proof));
        });
    }

    /** Whether it proves that it is this user, apart from any challenge. */
    CompletionStage<Boolean> confirm(String user, Proof proof) {
        return compare(user, proof).thenApply(compared -> compared == Compared.RIGHT);
    }

    private CompletionStage<Compared> compare(String user, Proof proof) {
        return factors.change(pseudonyms.user(user), before -> {
            Optional<FactorsOfUser> counted = proof.guess()
                    .map(guess -> before.trying(guess, FactorsOfUser.TRIES))
                    .orElse(Optional.of(before));
            if (counted.isEmpty()) {
                return new Factors.Changed<>(before, Compared.DISABLED);
            }
            return proof.use(counted.get(), clock.instant())
                    .map(used -> new Factors.Changed<>(
                            proof.guess().map(used::withoutTries).orElse(used), Compared.RIGHT))
                    .orElseGet(() -> new Factors.Changed<>(counted.get(), Compared.WRONG));
        });
    }

    private CompletionStage<Answered> end(Challenge tried, Compared compared) {
        if (compared == Compared.RIGHT) {
            return approve(tried.id());
        }
        int left = Desk.WRONG_CODES_A_CHALLENGE - tried.wrongCodes();
        Answered answer = compared == Compared.DISABLED ? new Answered.FactorDisabled() : new Answered.WrongCode(left);
        return left > 0 ? told(answer) : expire(tried.id()).thenApply(done -> answer);
    }

    private CompletionStage<Answered> approve(String id) {
        return become(id, ChallengeState.APPROVED)
                .thenApply(state -> state.isEmpty()
                        ? new Answered.Unknown()
                        : state.get() == ChallengeState.APPROVED
                                ? new Answered.Accepted(ChallengeState.APPROVED)
                                : new Answered.Over(state.get()));
    }

    private CompletionStage<?> expire(String id) {
        return become(id, ChallengeState.EXPIRED);
    }

    /** Takes a pending challenge there; tells where it stands then. */
    private CompletionStage<Optional<ChallengeState>> become(String id, ChallengeState next) {
        return ledger.find(id).thenCompose(found -> {
            if (found.isEmpty() || found.get().state() != ChallengeState.PENDING) {
                return CompletableFuture.completedFuture(found.map(Challenge::state));
            }
            Challenge after = found.get()
                    .become(
                            next,
                            next == ChallengeState.APPROVED ? clock.instant().plus(Desk.REDEEMABLE) : clock.instant());
            return ledger.step(found.get(), after)
                    .thenCompose(
                            done -> done ? CompletableFuture.completedFuture(Optional.of(next)) : become(id, next));
        });
    }

    private static CompletionStage<Answered> told(Answered answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
