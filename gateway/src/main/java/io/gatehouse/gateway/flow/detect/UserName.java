package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** The name somebody signs in with, brought to the one spelling under which the account is remembered. */
public final class UserName {
    private static final int LONGEST = 256;

    private UserName() {}

    /**
     * A name as an account is known by it.
     *
     * @throws MalformedLogin saying why it can be nobody's
     */
    public static String normalise(String raw, List<Config.Normalisation> steps) throws MalformedLogin {
        checkLength(raw);
        if (hasHalfACharacter(raw)) {
            // In UTF-8, in which names are hashed, all lone surrogates look alike.
            throw new MalformedLogin("the user name has half a character");
        }
        String name = raw;
        for (Config.Normalisation step : steps) {
            name = switch (step) {
                case NFKC -> Normalizer.normalize(name, Normalizer.Form.NFKC);
                case TRIM -> name.strip();
                case LOWER -> name.toLowerCase(Locale.ROOT);
            };
        }
        checkLength(name);
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedLogin("the user name has a control character");
        }
        return name;
    }

    private static boolean hasHalfACharacter(String name) {
        return name.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private static void checkLength(String name) throws MalformedLogin {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new MalformedLogin("the user name must have 1 to " + LONGEST + " characters");
        }
    }
}
