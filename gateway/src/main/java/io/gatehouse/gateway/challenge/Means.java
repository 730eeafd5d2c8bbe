package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Factor;
import io.gatehouse.gateway.store.FactorsOfUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a user can approve a sign-in with, at one moment.
 *
 * @param phone a phone that may answer
 * @param woken one of them is told by push, as far as is known; else its page or app must be open
 * @param totp an authenticator app
 * @param recovery a recovery code that is left
 * @param helpDesk a code of the help desk that is still good
 * @param passkey a passkey or security key
 */
public record Means(boolean phone, boolean woken, boolean totp, boolean recovery, boolean helpDesk, boolean passkey) {
    public static final Means NONE = new Means(false, false, false, false, false, false);

    /** In place of a host: whatever there is for any. */
    static final String ANY_HOST = "*";

    static Means of(
            List<Device> phones, Predicate<Device> reaches, FactorsOfUser others, String application, Instant now) {
        String host = application.replaceFirst(":[0-9]+$", "");
        return new Means(
                !phones.isEmpty(),
                phones.stream().anyMatch(reaches),
                others.has(Factor.Kind.TOTP, now) && others.mayTry(FactorsOfUser.Typed.TOTP),
                others.hasCode(FactorsOfUser.Typed.RECOVERY, now),
                others.hasCode(FactorsOfUser.Typed.HELP_DESK, now),
                others.factors().stream()
                        .filter(one -> one.kind() == Factor.Kind.PASSKEY && !now.isBefore(one.usable()))
                        .anyMatch(one -> host.equals(ANY_HOST) || one.host().equals(host)));
    }

    /** Whether any of it helps, and be it for sign-ins of lower risk only. */
    public boolean any() {
        return phone || typed() || passkey;
    }

    /** Whether any of it can approve such a sign-in. */
    public boolean suffice(boolean passkeyOnly) {
        return passkeyOnly ? passkey : any();
    }

    /** Whether there is a code to type where one signs in. */
    public boolean typed() {
        return totp || recovery || helpDesk;
    }

    /** As API clients are told. */
    public List<String> words(boolean passkeyOnly) {
        List<String> words = new ArrayList<>();
        addIf(words, woken && !passkeyOnly, "push");
        addIf(words, phone && !passkeyOnly, "phone");
        addIf(words, passkey, "passkey");
        addIf(words, totp && !passkeyOnly, "totp");
        addIf(words, recovery && !passkeyOnly, "recovery");
        addIf(words, helpDesk && !passkeyOnly, "help-desk");
        return List.copyOf(words);
    }

    private static void addIf(List<String> words, boolean holds, String word) {
        if (holds) {
            words.add(word);
        }
    }
}
