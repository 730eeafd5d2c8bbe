package io.gatehouse.gateway.challenge.factor;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.FactorsOfUser.Typed;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws codes that work once, and knows them again by keyed hashes, which tell nothing to who compares them or reads the store. */
final class GivenCodes {
    /** Without letters that look like digits, or like each other. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int LENGTH = 10;
    private static final int ONE_HUNDRED_MILLION = 100_000_000;

    static final int RECOVERY_CODES = 10;
    static final Pattern RECOVERY = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");
    static final Pattern HELP_DESK = Pattern.compile("[0-9]{8}");

    private final Keyring keyring;

    GivenCodes(Keyring keyring) {
        this.keyring = keyring;
    }

    /** 50 random bits each. */
    static List<String> drawRecovery(SecureRandom random) {
        return Stream.generate(() -> drawOne(random))
                .distinct()
                .limit(RECOVERY_CODES)
                .toList();
    }

    private static String drawOne(SecureRandom random) {
        return IntStream.range(0, LENGTH)
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length()))))
                .collect(Collectors.joining());
    }

    /** Digits only: it is told by telephone. */
    static String drawHelpDesk(SecureRandom random) {
        return String.format(Locale.ROOT, "%08d", random.nextInt(ONE_HUNDRED_MILLION));
    }

    String hash(Typed use, String user, String code) {
        return keyring.lastingHash("code " + use, user + "\n" + code);
    }

    TypedCodes.TypedProof proof(Typed use, String user, String code) {
        String hash = hash(use, user, code);
        return new TypedCodes.TypedProof(use, (all, now) -> all.using(use, hash, now));
    }
}
