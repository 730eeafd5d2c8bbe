package io.gatehouse.gateway.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All that one user has beside phones; a value.
 *
 * @param factors in the order they were added
 * @param codes single-use codes that were given out and not used yet
 * @param tries by what was typed: how often in a row it was tried since it was last right
 */
public record FactorsOfUser(List<Factor> factors, List<Code> codes, Map<Typed, Integer> tries) {
    /** How many factors a user can have. */
    public static final int MOST = 16;

    /** After how many wrong ones in a row a kind of code may not be tried any more (NIST SP 800-63B-4 §3.2.2 allows at most 100). */
    public static final int TRIES = 100;

    public static final FactorsOfUser NONE = new FactorsOfUser(List.of(), List.of(), Map.of());

    /** What can be typed, and so guessed. */
    public enum Typed {
        TOTP,
        RECOVERY,
        HELP_DESK
    }

    /**
     * A code that works once.
     *
     * @param hash keyed; the code itself is kept nowhere
     * @param usable from when on it counts
     * @param expires from then on it is worth nothing
     */
    public record Code(Typed use, String hash, Instant usable, Instant expires) {
        boolean isGood(Instant now) {
            return !now.isBefore(usable) && now.isBefore(expires);
        }

        @Override
        public String toString() {
            return "Code[" + use + "]";
        }
    }

    public FactorsOfUser {
        factors = List.copyOf(factors);
        codes = List.copyOf(codes);
        tries = Map.copyOf(tries);
    }

    /** Whether there is one of this kind that counts already. */
    public boolean has(Factor.Kind kind, Instant now) {
        return factors.stream().anyMatch(one -> one.kind() == kind && !now.isBefore(one.usable()));
    }

    /** Whether there is a code for this use that may still be tried. */
    public boolean hasCode(Typed use, Instant now) {
        return mayTry(use) && left(use, now) > 0;
    }

    /** How many codes there are for this use. */
    public int left(Typed use, Instant now) {
        return (int) codes.stream()
                .filter(code -> code.use() == use && code.isGood(now))
                .count();
    }

    /** How many there are for this use, those that do not count yet among them. */
    public int codesLeft(Typed use) {
        return (int) codes.stream().filter(code -> code.use() == use).count();
    }

    public boolean mayTry(Typed what) {
        return tries.getOrDefault(what, 0) < TRIES;
    }

    /** Empty when there are as many as can be, or one of this id. */
    public Optional<FactorsOfUser> with(Factor added) {
        if (factors.size() >= MOST || factors.stream().anyMatch(one -> one.id().equals(added.id()))) {
            return Optional.empty();
        }
        List<Factor> more = new ArrayList<>(factors);
        more.add(added);
        return Optional.of(new FactorsOfUser(more, codes, tries));
    }

    public FactorsOfUser without(String id) {
        return new FactorsOfUser(
                factors.stream().filter(one -> !one.id().equals(id)).toList(), codes, tries);
    }

    public FactorsOfUser renamed(String id, String name) {
        return replacing(id, one -> one.named(name));
    }

    /** Uses a counter up; empty if this or a later one was used already, or there is no such factor. */
    public Optional<FactorsOfUser> advanced(String id, long counter) {
        return factors.stream()
                .filter(one -> one.id().equals(id) && counter > one.counter())
                .findFirst()
                .map(found -> replacing(id, one -> one.advancedTo(counter)));
    }

    /** Codes take the place of all earlier ones of the same use. */
    public FactorsOfUser withCodes(Typed use, List<String> hashes, Instant usable, Instant expires) {
        List<Code> kept =
                new ArrayList<>(codes.stream().filter(code -> code.use() != use).toList());
        hashes.forEach(hash -> kept.add(new Code(use, hash, usable, expires)));
        return new FactorsOfUser(factors, kept, tries);
    }

    /** Uses a code up; empty if there is none such any more. Hashes are keyed: comparing them tells nothing of the code. */
    public Optional<FactorsOfUser> using(Typed use, String hash, Instant now) {
        List<Code> rest = codes.stream()
                .filter(code -> code.use() != use || !code.hash().equals(hash) || !code.isGood(now))
                .toList();
        return rest.size() == codes.size() ? Optional.empty() : Optional.of(new FactorsOfUser(factors, rest, tries));
    }

    /** Takes a try, before anything is compared: guesses sent side by side are counted as well. Empty when none is left. */
    public Optional<FactorsOfUser> trying(Typed what, int most) {
        if (tries.getOrDefault(what, 0) >= most) {
            return Optional.empty();
        }
        Map<Typed, Integer> more = new HashMap<>(tries);
        more.merge(what, 1, Integer::sum);
        return Optional.of(new FactorsOfUser(factors, codes, more));
    }

    /** It was right: counting begins anew. */
    public FactorsOfUser withoutTries(Typed what) {
        Map<Typed, Integer> rest = new HashMap<>(tries);
        rest.remove(what);
        return new FactorsOfUser(factors, codes, rest);
    }

    /** All kinds of codes may be tried again. */
    public FactorsOfUser withoutTries() {
        return new FactorsOfUser(factors, codes, Map.of());
    }

    private FactorsOfUser replacing(String id, UnaryOperator<Factor> change) {
        return new FactorsOfUser(
                factors.stream()
                        .map(one -> one.id().equals(id) ? change.apply(one) : one)
                        .toList(),
                codes,
                tries);
    }
}
