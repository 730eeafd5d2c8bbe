package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.keyring.Keyring;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a device is known again: a random id, when it was issued, and our signature.
 *
 * <p>{@code v1.<id, 16 bytes base64url>.<epoch second>.<signature>}. The id means nothing to anybody else, and the stores keep it as a keyed hash only.
 */
public final class DeviceCookies {
    /** Browsers keep a cookie no longer than this. */
    private static final Duration LONGEST = Duration.ofDays(400);
    /** From this age on, or once the key it was signed with is not the current one, it is issued anew with the same id, so that a device in use is never forgotten. */
    private static final Duration RENEWED_AFTER = Duration.ofDays(30);

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final String CONTEXT = "device-cookie";
    private static final Pattern FORM =
            Pattern.compile("(v1\\.([A-Za-z0-9_-]{22})\\.([0-9]{1,11}))\\.(k[0-9]{1,5}\\.[A-Za-z0-9_-]{43})");

    /** What a client showed. */
    public sealed interface Shown {
        /** A cookie of ours. */
        record Known(byte[] id, boolean isDueForRenewal) implements Shown {}

        /** None, or one that has run out. */
        record Missing() implements Shown {}

        /** One that we did not make, or that was altered. */
        record Forged() implements Shown {}
    }

    private final Keyring keyring;

    public DeviceCookies(Keyring keyring) {
        this.keyring = keyring;
    }

    /** The {@code __Host-} prefix keeps other hosts of the domain from setting it; browsers take it over TLS only. */
    public static String name(boolean secure) {
        return secure ? "__Host-gatehouse-device" : "gatehouse-device";
    }

    /**
     * A {@code Set-Cookie} header's value.
     *
     * @param secure the client speaks TLS
     */
    public String issue(byte[] id, Instant now, boolean secure) {
        String content =
                "v1." + Base64.getUrlEncoder().withoutPadding().encodeToString(id) + "." + now.getEpochSecond();
        return name(secure) + "=" + content + "." + keyring.sign(CONTEXT, content) + "; Path=/; Max-Age="
                + LONGEST.toSeconds() + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    /** The device's id; empty where the cookie is not a good one of ours. */
    public byte[] idOf(@Nullable String value, Instant now) {
        return read(value, now) instanceof Shown.Known known ? known.id() : new byte[0];
    }

    public Shown read(@Nullable String value, Instant now) {
        if (value == null || value.isEmpty()) {
            return new Shown.Missing();
        }
        // Ours has 99 characters at most: what is longer is not worth matching.
        Matcher form = FORM.matcher(value);
        if (value.length() > 128 || !form.matches() || !keyring.verifies(CONTEXT, form.group(1), form.group(4))) {
            return new Shown.Forged();
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(form.group(3))), now);
        if (age.compareTo(LONGEST) > 0 || age.plus(CLOCK_SKEW).isNegative()) {
            return new Shown.Missing();
        }
        boolean due = age.compareTo(RENEWED_AFTER) > 0 || !keyring.isCurrent(form.group(4));
        return new Shown.Known(Base64.getUrlDecoder().decode(form.group(2)), due);
    }
}
