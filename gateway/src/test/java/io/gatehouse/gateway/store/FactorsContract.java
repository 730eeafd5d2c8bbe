package io.gatehouse.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.store.FactorsOfUser.Typed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of factors must do. */
public abstract class FactorsContract {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    protected abstract Factors factors();

    private static Factor totp(String id) {
        return new Factor(id, Factor.Kind.TOTP, "App", "sealed", 7, NOW.plusNanos(1), LATER);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private CompletionStage<Boolean> attempt(String user, Function<FactorsOfUser, Optional<FactorsOfUser>> change) {
        return factors().change(user, before -> {
            Optional<FactorsOfUser> after = change.apply(before);
            return new Factors.Changed<>(after.orElse(before), after.isPresent());
        });
    }

    private long successes(String user, int times, Function<FactorsOfUser, Optional<FactorsOfUser>> change) {
        List<CompletionStage<Boolean>> attempts =
                IntStream.range(0, times).mapToObj(i -> attempt(user, change)).toList();
        return attempts.stream().filter(FactorsContract::await).count();
    }

    @Test
    void whatWasAddedIsReadBackAndIsOneUsersOnly() {
        assertThat(await(attempt("ann", all -> all.with(totp("one"))))).isTrue();
        assertThat(await(attempt("ann", all -> all.with(totp("one"))))).isFalse();
        assertThat(await(factors().of("ann")).factors()).containsExactly(totp("one"));
        assertThat(await(factors().of("bob"))).isEqualTo(FactorsOfUser.NONE);
    }

    @Test
    void aFactorIsRenamedAndRevoked() {
        await(attempt("ann", all -> all.with(totp("one"))));
        await(attempt("ann", all -> Optional.of(all.renamed("one", "Old app"))));
        assertThat(await(factors().of("ann")).factors().get(0).name()).isEqualTo("Old app");
        await(attempt("ann", all -> Optional.of(all.without("one"))));
        assertThat(await(factors().of("ann"))).isEqualTo(FactorsOfUser.NONE);
    }

    @Test
    void aUserHasABoundedNumber() {
        IntStream.range(0, FactorsOfUser.MOST).forEach(i -> await(attempt("ann", all -> all.with(totp("f" + i)))));
        assertThat(await(attempt("ann", all -> all.with(totp("more"))))).isFalse();
    }

    @Test
    void aCounterIsUsedByOneCallerAndNeverGoesBack() {
        await(attempt("ann", all -> all.with(totp("one"))));
        assertThat(successes("ann", 8, all -> all.advanced("one", 9))).isEqualTo(1);
        assertThat(await(attempt("ann", all -> all.advanced("one", 8)))).isFalse();
        assertThat(await(attempt("ann", all -> all.advanced("other", 99)))).isFalse();
    }

    @Test
    void aCodeIsUsedByOneCaller() {
        await(attempt(
                "ann", all -> Optional.of(all.withCodes(Typed.RECOVERY, List.of("a", "b"), Instant.EPOCH, LATER))));
        assertThat(successes("ann", 8, all -> all.using(Typed.RECOVERY, "a", NOW)))
                .isEqualTo(1);
        assertThat(await(attempt("bob", all -> all.using(Typed.RECOVERY, "b", NOW))))
                .isFalse();
        assertThat(await(attempt("ann", all -> all.using(Typed.HELP_DESK, "b", NOW))))
                .isFalse();
        assertThat(await(attempt("ann", all -> all.using(Typed.RECOVERY, "b", LATER))))
                .isFalse();
        assertThat(await(attempt("ann", all -> all.using(Typed.RECOVERY, "b", NOW))))
                .isTrue();
    }

    @Test
    void newCodesReplaceThoseOfTheirUseOnly() {
        await(attempt("ann", all -> Optional.of(all.withCodes(Typed.RECOVERY, List.of("old"), Instant.EPOCH, LATER))));
        await(attempt(
                "ann", all -> Optional.of(all.withCodes(Typed.HELP_DESK, List.of("desk"), Instant.EPOCH, LATER))));
        await(attempt("ann", all -> Optional.of(all.withCodes(Typed.RECOVERY, List.of("new"), Instant.EPOCH, LATER))));
        assertThat(await(attempt("ann", all -> all.using(Typed.RECOVERY, "old", NOW))))
                .isFalse();
        assertThat(await(attempt("ann", all -> all.using(Typed.HELP_DESK, "desk", NOW))))
                .isTrue();
    }

    @Test
    void triesSideBySideAreAllCounted() {
        assertThat(successes("ann", 12, all -> all.trying(Typed.TOTP, 5))).isEqualTo(5);
        await(attempt("ann", all -> Optional.of(all.withCodes(Typed.RECOVERY, List.of("new"), Instant.EPOCH, LATER))));
        assertThat(await(attempt("ann", all -> all.trying(Typed.TOTP, 5)))).isFalse();
        assertThat(await(attempt("ann", all -> all.trying(Typed.RECOVERY, 5)))).isTrue();
        await(attempt("ann", all -> Optional.of(all.withoutTries(Typed.TOTP))));
        assertThat(await(attempt("ann", all -> all.trying(Typed.TOTP, 5)))).isTrue();
    }

    @Test
    void aChangeThatThrowsChangesNothing() {
        await(attempt("ann", all -> all.with(totp("one"))));
        assertThatThrownBy(() -> await(attempt("ann", all -> {
                    throw new IllegalStateException("no");
                })))
                .hasRootCauseMessage("no");
        assertThat(await(factors().of("ann")).factors()).containsExactly(totp("one"));
    }
}
