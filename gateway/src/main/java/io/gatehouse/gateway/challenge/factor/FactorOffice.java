package io.gatehouse.gateway.challenge.factor;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.gatehouse.gateway.store.FactorsOfUser.Typed;
import io.gatehouse.gateway.store.Pseudonyms;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Where what users have beside phones is given out, listed and taken back. Users are named as they sign in. */
public final class FactorOffice {
    /** How long a code of the help desk is good. */
    public static final Duration HELP_DESK_VALID = Duration.ofMinutes(15);

    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Factors factors;
    private final Pseudonyms pseudonyms;
    private final GivenCodes codes;
    private final SecureRandom random;
    private final InstantSource clock;

    public FactorOffice(Factors factors, Keyring keyring, SecureRandom random, InstantSource clock) {
        this.factors = factors;
        this.pseudonyms = new Pseudonyms(keyring);
        this.codes = new GivenCodes(keyring);
        this.random = random;
        this.clock = clock;
    }

    /** A code that was given out: for its user's eyes only. */
    public record Given(String code, Instant expires) {
        @Override
        public String toString() {
            return "Given[until " + expires + "]";
        }
    }

    /** One code for one sign-in; an earlier one is worth nothing any more. */
    public CompletionStage<Given> helpDeskCode(String user) {
        Given given = new Given(GivenCodes.drawHelpDesk(random), clock.instant().plus(HELP_DESK_VALID));
        String hash = codes.hash(Typed.HELP_DESK, user, given.code());
        return change(user, all -> all.withCodes(Typed.HELP_DESK, List.of(hash), given.expires()))
                .thenApply(done -> given);
    }

    /** A new set of recovery codes in place of the old one. They are told this once. */
    public CompletionStage<List<String>> recoveryCodes(String user) {
        List<String> drawn = GivenCodes.drawRecovery(random);
        List<String> hashes = drawn.stream()
                .map(code -> codes.hash(Typed.RECOVERY, user, code))
                .toList();
        return change(user, all -> all.withCodes(Typed.RECOVERY, hashes, NEVER)).thenApply(done -> drawn);
    }

    public CompletionStage<FactorsOfUser> of(String user) {
        return factors.of(pseudonyms.user(user));
    }

    /** False if there is no such factor. */
    public CompletionStage<Boolean> rename(String user, String id, String name) {
        return changeIfChanged(user, all -> all.renamed(id, name));
    }

    /** False if there is no such factor. */
    public CompletionStage<Boolean> revoke(String user, String id) {
        return changeIfChanged(user, all -> all.without(id));
    }

    /** What was disabled by wrong codes may be used again. */
    public CompletionStage<Boolean> forgiveTries(String user) {
        return changeIfChanged(user, FactorsOfUser::withoutTries);
    }

    /** Forgets all that a user has, for good. */
    public CompletionStage<FactorsOfUser> erase(String user) {
        return change(user, all -> FactorsOfUser.NONE);
    }

    private CompletionStage<FactorsOfUser> change(String user, UnaryOperator<FactorsOfUser> change) {
        return factors.change(pseudonyms.user(user), all -> {
            FactorsOfUser after = change.apply(all);
            return new Factors.Changed<>(after, after);
        });
    }

    private CompletionStage<Boolean> changeIfChanged(String user, UnaryOperator<FactorsOfUser> change) {
        return factors.change(pseudonyms.user(user), all -> {
            FactorsOfUser after = change.apply(all);
            return new Factors.Changed<>(after, !after.equals(all));
        });
    }
}
