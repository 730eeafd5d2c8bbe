package io.gatehouse.gateway.challenge.factor;

import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Factor;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.gatehouse.gateway.store.FactorsOfUser.Typed;
import io.gatehouse.gateway.store.Pseudonyms;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.commons.codec.binary.Base32;

/** Where what users have beside phones is given out, listed and taken back. Users are named as they sign in. */
public final class FactorOffice {
    /** How long a code of the help desk is good. */
    public static final Duration HELP_DESK_VALID = Duration.ofMinutes(15);

    /** How long what is enrolled without confirmation does not count. */
    public static final Duration WAITS = Duration.ofHours(24);

    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Factors factors;
    private final Pseudonyms pseudonyms;
    private final GivenCodes codes;
    private final Totp totp;
    private final SecureRandom random;
    private final InstantSource clock;

    public FactorOffice(Factors factors, Keyring keyring, SecureRandom random, InstantSource clock) {
        this.factors = factors;
        this.pseudonyms = new Pseudonyms(keyring);
        this.codes = new GivenCodes(keyring);
        this.totp = new Totp(keyring);
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
        return change(user, all -> all.withCodes(Typed.HELP_DESK, List.of(hash), Instant.EPOCH, given.expires()))
                .thenApply(done -> given);
    }

    /**
     * A new set of recovery codes in place of the old one. They are told this once.
     *
     * @param confirmed else they count a day later, and take no others' place: then it is empty
     */
    public CompletionStage<Optional<List<String>>> recoveryCodes(String user, boolean confirmed) {
        List<String> drawn = GivenCodes.drawRecovery(random);
        List<String> hashes = drawn.stream()
                .map(code -> codes.hash(Typed.RECOVERY, user, code))
                .toList();
        Instant usable = usable(confirmed);
        return factors.change(
                pseudonyms.user(user),
                all -> confirmed || all.codesLeft(Typed.RECOVERY) == 0
                        ? new Factors.Changed<>(
                                all.withCodes(Typed.RECOVERY, hashes, usable, NEVER), Optional.of(drawn))
                        : new Factors.Changed<>(all, Optional.empty()));
    }

    /** Who can show nothing that counts already may be somebody else at an open browser: the owner has a day to notice. */
    private Instant usable(boolean confirmed) {
        return confirmed ? clock.instant() : clock.instant().plus(WAITS);
    }

    /** What came of adding a factor. */
    public enum Added {
        DONE,
        /** The user has as many as can be. */
        TOO_MANY,
        /** What was shown does not prove that it works. */
        WRONG
    }

    /** A new secret for an authenticator app, sealed for its user: it is kept nowhere until {@link #addTotp}. */
    public String draftTotp(String user) {
        return totp.seal(user, Totp.drawSecret(random));
    }

    /** The secret of a draft as people type it; empty if it is none of this user's. */
    public Optional<String> totpSecret(String user, String draft) {
        return totp.open(user, draft).map(secret -> new Base32().encodeToString(secret));
    }

    /** The same as apps read it. */
    public Optional<URI> totpUri(String user, String draft, String issuer) {
        return totp.open(user, draft).map(secret -> Totp.uri(secret, issuer, user));
    }

    /** Adds the app that has the draft's secret, as a code of it proves. */
    public CompletionStage<Added> addTotp(String user, String draft, String code, String name, boolean confirmed) {
        OptionalLong step = totp.open(user, draft)
                .map(secret -> Totp.step(secret, code.replace(" ", ""), clock.instant()))
                .orElse(OptionalLong.empty());
        if (step.isEmpty()) {
            return CompletableFuture.completedFuture(Added.WRONG);
        }
        return add(user, Factor.Kind.TOTP, name, draft, step.getAsLong(), confirmed);
    }

    /** Adds the passkey that a browser has made. */
    public CompletionStage<Added> addPasskey(
            Passkeys passkeys,
            String user,
            String draft,
            Passkeys.Site site,
            String answer,
            String name,
            boolean confirmed) {
        return passkeys.created(draft, site, answer)
                .map(made -> add(user, Factor.Kind.PASSKEY, name, made.encode(), made.counter(), confirmed))
                .orElseGet(() -> CompletableFuture.completedFuture(Added.WRONG));
    }

    private CompletionStage<Added> add(
            String user, Factor.Kind kind, String name, String material, long counter, boolean confirmed) {
        Factor factor = new Factor(Ids.next(), kind, name, material, counter, clock.instant(), usable(confirmed));
        return factors.change(
                pseudonyms.user(user),
                all -> all.with(factor)
                        .map(more -> new Factors.Changed<>(more, Added.DONE))
                        .orElseGet(() -> new Factors.Changed<>(all, Added.TOO_MANY)));
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
