package io.gatehouse.bench.accuracy;

import io.gatehouse.gateway.replay.SignIn;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has the password, and what they imitate. Each of them attacks accounts of their own, once, 2 to 72 hours after an honest sign-in; none of them has a device cookie. As in the published
 * protocol, but for {@link #FIRST} and {@link #VERY_TARGETED}, which it does not define in this way.
 */
enum Attack {
    /** Another account's address and client, of the hour before. */
    NAIVE,
    /** The same, from the victim's main country. */
    VPN,
    /** A new address of the victim's provider, and the victim's client. */
    TARGETED,
    /** The victim's own address, as through a neighbour's or the household's machine, and the victim's client. */
    VERY_TARGETED,
    /** As naive, on an account that nobody has signed in to yet. */
    FIRST;

    /** With how many accepted sign-ins, and days since the first, an account counts as known: as for the gateway's own warm-up. */
    static final int KNOWN_SIGN_INS = 3;

    static final Duration KNOWN_FOR = Duration.ofDays(14);

    private static final List<Attack> ON_THE_KNOWN = List.of(NAIVE, VPN, TARGETED, VERY_TARGETED);

    String label() {
        return "attack:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The stream with each kind of attack against so many accounts, in the order of time. */
    static List<SignIn> into(Stream stream, int victims, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<SignIn>> byUser = new LinkedHashMap<>();
        Map<Integer, List<SignIn>> byCountry = new HashMap<>();
        for (SignIn one : stream.signIns()) {
            if (one.accepted()) {
                byUser.computeIfAbsent(one.user(), user -> new ArrayList<>()).add(one);
                byCountry
                        .computeIfAbsent(World.countryOf(one.address()), country -> new ArrayList<>())
                        .add(one);
            }
        }
        List<String> users = new ArrayList<>(byUser.keySet());
        Collections.shuffle(users, new Random(seed));
        Map<Attack, Integer> done = new EnumMap<>(Attack.class);
        List<SignIn> all = new ArrayList<>(stream.signIns());
        int next = 0;
        for (String user : users) {
            List<SignIn> own = byUser.get(user);
            Instant known = own == null ? null : knownFrom(own);
            if (own == null || known == null) {
                continue;
            }
            Attack attack = ON_THE_KNOWN.get(next++ % ON_THE_KNOWN.size());
            if (done.merge(attack, 1, Integer::sum) <= victims) {
                List<SignIn> later =
                        own.stream().filter(one -> !one.at().isBefore(known)).toList();
                SignIn before = later.get(random.nextInt(later.size()));
                Instant at = before.at().plusSeconds(7_200 + random.nextInt(70 * 3_600));
                all.add(attack.on(own, at, stream.signIns(), byCountry, random));
            }
        }
        for (int i = 0; i < victims; i++) {
            Instant at = Stream.BEGIN.plusSeconds(
                    86_400L * (30 + random.nextInt(Stream.DAYS - 30)) + random.nextInt(86_400));
            SignIn as = before(stream.signIns(), at, random);
            all.add(FIRST.as("nobody" + i, at, as.address(), as.userAgent(), as.language()));
        }
        all.sort(Comparator.comparing(SignIn::at));
        return all;
    }

    /** When the account is known; null: never. */
    private static @Nullable Instant knownFrom(List<SignIn> own) {
        Instant old = own.get(0).at().plus(KNOWN_FOR);
        for (int i = KNOWN_SIGN_INS - 1; i < own.size(); i++) {
            if (!own.get(i).at().isBefore(old)) {
                return own.get(i).at();
            }
        }
        return null;
    }

    private SignIn on(
            List<SignIn> own,
            Instant at,
            List<SignIn> everybody,
            Map<Integer, List<SignIn>> byCountry,
            SplittableRandom random) {
        SignIn victim = last(own, at);
        int country = mainCountry(own, at);
        switch (this) {
            case VPN -> {
                SignIn as = before(byCountry.getOrDefault(country, everybody), at, random);
                return as(victim.user(), at, as.address(), as.userAgent(), as.language());
            }
            case TARGETED -> {
                InetAddress fresh =
                        World.home(World.countryOf(victim.address()), World.providerOf(victim.address()), random);
                return as(victim.user(), at, fresh, victim.userAgent(), victim.language());
            }
            case VERY_TARGETED -> {
                return as(victim.user(), at, victim.address(), victim.userAgent(), victim.language());
            }
            default -> {
                SignIn as = before(everybody, at, random);
                return as(victim.user(), at, as.address(), as.userAgent(), as.language());
            }
        }
    }

    private SignIn as(String user, Instant at, InetAddress address, @Nullable String agent, @Nullable String language) {
        return new SignIn(at, user, address, agent, language, null, null, null, false, true, true, label());
    }

    private static SignIn last(List<SignIn> own, Instant at) {
        SignIn last = own.get(0);
        for (SignIn one : own) {
            last = one.at().isBefore(at) ? one : last;
        }
        return last;
    }

    private static int mainCountry(List<SignIn> own, Instant at) {
        Map<Integer, Integer> counts = new HashMap<>();
        own.stream()
                .filter(one -> one.at().isBefore(at))
                .forEach(one -> counts.merge(World.countryOf(one.address()), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** One of the hour before, or the last before that. */
    private static SignIn before(List<SignIn> sorted, Instant at, SplittableRandom random) {
        int end = firstFrom(sorted, at);
        int begin = firstFrom(sorted, at.minus(Duration.ofHours(1)));
        return sorted.get(end > begin ? begin + random.nextInt(end - begin) : Math.max(0, end - 1));
    }

    private static int firstFrom(List<SignIn> sorted, Instant at) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).at().isBefore(at)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
