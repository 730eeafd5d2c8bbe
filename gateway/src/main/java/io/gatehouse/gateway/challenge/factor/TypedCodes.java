package io.gatehouse.gateway.challenge.factor;

import io.gatehouse.gateway.challenge.Proof;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.gatehouse.gateway.store.FactorsOfUser.Typed;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads codes that are typed where one signs in. There is one field for all of them: what it is, its shape tells. A code of an authenticator app has 6 digits, one of the help desk 8, a recovery
 * code 10 letters and digits.
 */
public final class TypedCodes {
    private static final int LONGEST = 32;

    private final GivenCodes given;
    private final Totp totp;

    public TypedCodes(Keyring keyring) {
        this.given = new GivenCodes(keyring);
        this.totp = new Totp(keyring);
    }

    /** Empty if it has the shape of no code: then nothing was guessed, and nothing need be counted. */
    public Optional<Proof> read(String user, String typed) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        String code = typed.replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replaceAll("[IL]", "1");
        if (Totp.CODE.matcher(code).matches()) {
            return Optional.of(new TypedProof(Typed.TOTP, (all, now) -> totp.use(user, all, code, now)));
        }
        if (GivenCodes.HELP_DESK.matcher(code).matches()) {
            return Optional.of(given.proof(Typed.HELP_DESK, user, code));
        }
        return GivenCodes.RECOVERY.matcher(code).matches()
                ? Optional.of(given.proof(Typed.RECOVERY, user, code))
                : Optional.empty();
    }

    /** What a code is compared with. */
    @FunctionalInterface
    interface Use {
        Optional<FactorsOfUser> of(FactorsOfUser all, Instant now);
    }

    /** A guess. */
    record TypedProof(Typed typed, Use compare) implements Proof {
        @Override
        public Optional<Typed> guess() {
            return Optional.of(typed);
        }

        @Override
        public boolean isPasskey() {
            return false;
        }

        @Override
        public Optional<FactorsOfUser> use(FactorsOfUser before, Instant now) {
            return compare.of(before, now);
        }
    }
}
