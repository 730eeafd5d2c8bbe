package io.gatehouse.gateway.flow.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.exchange.Signals;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.keyring.P256Key;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proofs that a sign-in comes from the browser that holds a key: the device script's cookie, {@code p1.<stamp>.<serial>.<minutes>.<origin>.<key>.<signature>}.
 *
 * <p>The stamp is ours ({@link #stamp}) and says when; it is good for {@value #GOOD_MINUTES} minutes. The serial is the script's, and a serial is taken once within that time on this node. Signed is, line by line, what
 * {@link #signed} says: the stamp, the serial, time zone and origin as the page saw them, method and path of the sign-in. Nothing is kept of a key here: whose it is, an account's history says.
 */
public final class DeviceProofs {
    static final int GOOD_MINUTES = 5;
    private static final Duration GOOD = Duration.ofMinutes(GOOD_MINUTES);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    /** The serials of the last minutes; beyond it, those that are seen least are forgotten. */
    private static final int MOST_SERIALS = 100_000;

    private static final int LONGEST = 1_024;
    private static final int COORDINATE_BYTES = 32;
    private static final int MOST_MINUTES = 14 * 60;
    private static final String CONTEXT = "device-proof-stamp";
    private static final String BASE64 = "[A-Za-z0-9_-]";
    private static final Pattern STAMP =
            Pattern.compile("(s1~([0-9]{1,11})~" + BASE64 + "{11})~(k[0-9]{1,5})~(" + BASE64 + "{43})");
    private static final Pattern FORM = Pattern.compile("p1\\.([A-Za-z0-9_~-]{60,100})\\.(" + BASE64
            + "{22})\\.(-?[0-9]{1,3})\\.(" + BASE64 + "{11,400})\\.(" + BASE64 + "{86})\\.(" + BASE64 + "{86})");

    private final Keyring keyring;
    private final RandomGenerator random;
    private final Cache<String, Boolean> serials;

    /** @param random must be unpredictable outside of tests */
    public DeviceProofs(Keyring keyring, InstantSource clock, RandomGenerator random) {
        this.keyring = keyring;
        this.random = random;
        this.serials = Caffeine.newBuilder()
                .maximumSize(MOST_SERIALS)
                .expireAfterWrite(GOOD.plus(CLOCK_SKEW))
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .build();
    }

    /** The script's cookie; its name keeps other hosts of the domain from setting it. */
    public static String cookie(boolean secure) {
        return secure ? "__Host-gatehouse-proof" : "gatehouse-proof";
    }

    /** What a script must sign with the next sign-in: when this was given, in our own hand. */
    public String stamp(Instant now) {
        byte[] unique = new byte[8];
        random.nextBytes(unique);
        String content = "s1~" + now.getEpochSecond() + "~"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(unique);
        return content + "~" + keyring.sign(CONTEXT, content).replace('.', '~');
    }

    /** What is signed, in UTF-8. */
    static String signed(String stamp, String serial, String minutes, String origin, String request) {
        return String.join("\n", "gatehouse-device-proof-1", stamp, serial, minutes, origin, request);
    }

    /** Reads the cookie that came with a sign-in, and takes its serial. */
    DeviceProof read(Signals signals, Instant now) {
        String cookie = signals.proof();
        if (cookie.isEmpty()) {
            return DeviceProof.NONE;
        }
        Matcher form = FORM.matcher(cookie);
        if (cookie.length() > LONGEST || !form.matches() || !isGood(form.group(1), now)) {
            return DeviceProof.WRONG;
        }
        int minutes = Integer.parseInt(form.group(3));
        try {
            String origin = new String(bytes(form.group(4)), StandardCharsets.UTF_8);
            byte[] point = bytes(form.group(5));
            P256Key key = P256Key.of(
                    Arrays.copyOf(point, COORDINATE_BYTES), Arrays.copyOfRange(point, COORDINATE_BYTES, point.length));
            String text = signed(form.group(1), form.group(2), form.group(3), origin, signals.request());
            if (Math.abs(minutes) > MOST_MINUTES
                    || !key.verifies(text.getBytes(StandardCharsets.UTF_8), bytes(form.group(6)))
                    || serials.asMap().putIfAbsent(form.group(2), true) != null) {
                return DeviceProof.WRONG;
            }
            return new DeviceProof(
                    DeviceProof.State.GOOD,
                    form.group(5),
                    !signals.origin().isEmpty() && !origin.equals(signals.origin()),
                    minutes);
        } catch (IllegalArgumentException e) {
            return DeviceProof.WRONG; // No base64, or no point on the curve.
        }
    }

    private boolean isGood(String stamp, Instant now) {
        Matcher form = STAMP.matcher(stamp);
        if (!form.matches() || !keyring.verifies(CONTEXT, form.group(1), form.group(3) + "." + form.group(4))) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(form.group(2))), now);
        return age.compareTo(GOOD) <= 0 && !age.plus(CLOCK_SKEW).isNegative();
    }

    /** In its one spelling, so that nothing can be said twice in two ways. */
    private static byte[] bytes(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("base64 in another spelling");
        }
        return bytes;
    }
}
