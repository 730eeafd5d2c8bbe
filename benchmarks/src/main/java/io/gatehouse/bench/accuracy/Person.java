package io.gatehouse.bench.accuracy;

import io.gatehouse.gateway.replay.SignIn;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One account's owner: where they live, what they use, and how they sign in. */
final class Person {
    /** Share of people with a second device; not published. */
    private static final double SECOND_DEVICE = 0.3;

    private static final int DAYS_A_VERSION = 28;

    /** A browser on a system, and how common it is (RBA data set: iOS 35, Android 28, macOS 21 %; Chrome 63, Android's own 11, Firefox 9, Opera 5.6 %). */
    private record Browser(String agent, boolean mobile, double share) {}

    private static final List<Browser> BROWSERS = List.of(
            new Browser(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                            + " CriOS/%d.0.0.0 Mobile/15E148 Safari/604.1",
                    true, 0.24),
            new Browser(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                            + " Version/%d.5 Mobile/15E148 Safari/604.1",
                    true, 0.11),
            new Browser(
                    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile"
                            + " Safari/537.36",
                    true, 0.17),
            new Browser(
                    "Mozilla/5.0 (Linux; Android 14; SM-A515F Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Version/4.0 Chrome/%d.0.0.0 Mobile Safari/537.36",
                    true, 0.11),
            new Browser(
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/%d.0.0.0 Safari/537.36",
                    false, 0.15),
            new Browser(
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0",
                    false, 0.06),
            new Browser(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0"
                            + " Safari/537.36",
                    false, 0.07),
            new Browser(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/%1$d.0.0.0 Safari/537.36 OPR/%1$d.0.0.0",
                    false, 0.056),
            new Browser(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0",
                    false, 0.034));

    /** A device, and the cookie that it was given last; null where it has none. */
    private static final class Gear {
        final Browser browser;

        @Nullable
        String cookie;

        Gear(Browser browser) {
            this.browser = browser;
        }
    }

    private final String name;
    private final Habits habits;
    private final RandomGenerator random;
    private final int country;
    private final int provider;
    private final int updatesOn;
    private final List<Gear> gear = new ArrayList<>();
    private InetAddress home;
    private int cookies;

    Person(String name, Habits habits, RandomGenerator random) {
        this.name = name;
        this.habits = habits;
        this.random = random;
        this.country = World.country(random);
        this.provider = World.provider(random);
        this.updatesOn = random.nextInt(DAYS_A_VERSION);
        this.home = World.home(country, provider, random);
        gear.add(new Gear(browser()));
        if (random.nextDouble() < SECOND_DEVICE) {
            gear.add(new Gear(browser()));
        }
    }

    int country() {
        return country;
    }

    SignIn signIn(Instant at, long day, boolean accepted) {
        if (random.nextDouble() < habits.newDevice()) {
            gear.set(0, new Gear(browser()));
        }
        Gear used = gear.get(random.nextInt(gear.size()));
        InetAddress address = address(used.browser.mobile);
        if (random.nextDouble() < habits.cookieLoss()) {
            used.cookie = null;
        }
        String shown = used.cookie;
        String given = shown != null || habits.withoutCookies() ? null : name + "-" + cookies++;
        used.cookie = shown == null ? given : shown;
        String agent = String.format(used.browser.agent, 120 + (day + updatesOn) / DAYS_A_VERSION);
        return new SignIn(
                at, name, address, agent, World.language(country), shown, given, null, false, true, accepted, "legit");
    }

    private InetAddress address(boolean mobile) {
        double moves = random.nextDouble();
        if (moves < habits.newCountry()) {
            int abroad = World.country(random);
            return World.home(abroad, World.provider(random), random);
        }
        if (moves < habits.newProvider()) {
            int other = (provider + 1 + random.nextInt(World.PROVIDERS - 1)) % World.PROVIDERS;
            return World.home(country, other, random);
        }
        if (mobile && random.nextDouble() < habits.nat()) {
            return World.nat(country, provider, random);
        }
        if (random.nextDouble() < habits.newAddress()) {
            home = World.home(country, provider, random);
        }
        return home;
    }

    private Browser browser() {
        double left = random.nextDouble();
        for (Browser browser : BROWSERS) {
            left -= browser.share;
            if (left <= 0) {
                return browser;
            }
        }
        return BROWSERS.get(0);
    }
}
