package io.gatehouse.bench.accuracy;

import io.gatehouse.gateway.replay.SignIn;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Lists of stolen passwords, and a few passwords for everybody, tried against a site: one in a hundred is right. */
enum Flood {
    /** 2,000 attempts in half an hour from one address, a carrier's NAT that honest people share. */
    STUFFING_ONE_ADDRESS(2_000, 1_800, 1),
    /** 3,000 attempts in two hours from 50 addresses of one network. */
    SPRAYING(3_000, 7_200, 50),
    /** 6,000 attempts in a day from 400 addresses, 15 each: the published attack (12,000 addresses, most of them with 20 tries a day at most), for a small site. */
    STUFFING_SLOW(6_000, 86_400, 400);

    private static final String AGENT =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0"
                    + " Safari/537.36";
    private static final double RIGHT = 0.01;
    /** After which the memory is warm; a Tuesday at ten. */
    private static final Instant BEGINS = Stream.BEGIN.plusSeconds(86_400L * 239 + 10 * 3_600);

    private final int attempts;
    private final int seconds;
    private final int addresses;

    Flood(int attempts, int seconds, int addresses) {
        this.attempts = attempts;
        this.seconds = seconds;
        this.addresses = addresses;
    }

    String label() {
        return "attack:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<SignIn> into(Stream stream, int people, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        IntFunction<InetAddress> from = source(random);
        List<SignIn> all = new ArrayList<>(stream.signIns());
        for (int i = 0; i < attempts; i++) {
            Instant at = BEGINS.plusMillis(1_000L * seconds * i / attempts);
            all.add(new SignIn(
                    at,
                    "u" + random.nextInt(people),
                    from.apply(i % addresses),
                    AGENT,
                    "en",
                    null,
                    null,
                    null,
                    false,
                    true,
                    random.nextDouble() < RIGHT,
                    label()));
        }
        all.sort(Comparator.comparing(SignIn::at));
        return all;
    }

    private IntFunction<InetAddress> source(SplittableRandom random) {
        return switch (this) {
            case STUFFING_ONE_ADDRESS -> one -> World.address(0, 0, 0, 0);
            case SPRAYING -> one -> World.address(2, 4, 99, one);
            case STUFFING_SLOW -> {
                InetAddress[] many = new InetAddress[addresses];
                for (int i = 0; i < addresses; i++) {
                    many[i] = World.home(World.country(random), World.provider(random), random);
                }
                yield one -> many[one];
            }
        };
    }

    Instant begins() {
        return BEGINS;
    }

    Instant ends() {
        return BEGINS.plusSeconds(seconds);
    }
}
