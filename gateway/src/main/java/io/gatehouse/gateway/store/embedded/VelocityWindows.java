package io.gatehouse.gateway.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.risk.Facts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the last day by account, address, network and device, in memory: bounded in number and in size each, empty after a restart. What is written is
 * guarded by the counted thing's own lock, held for nanoseconds.
 */
final class VelocityWindows {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    /** Of each kind. Beyond it the ones that matter least are forgotten. */
    private static final int LARGEST_CROWD = 100_000;
    /** Below this many sign-ins a share of them says nothing. */
    private static final int ENOUGH_FOR_A_SHARE = 20;

    record Counts(Facts.Velocity velocity, double deviceAccounts24h) {}

    private static final class OfAccount {
        private final SlidingCount failures10m = new SlidingCount(TEN_MINUTES);
        private final SlidingCount failures24h = new SlidingCount(DAY);
        private final SlidingCount challenges1h = new SlidingCount(HOUR);
        private final SlidingCount denials24h = new SlidingCount(DAY);
    }

    private static final class OfAddress {
        private final RecentDistinct accounts1h = new RecentDistinct(HOUR);
        private @Nullable SlidingCount failures10m;
        private @Nullable SlidingCount failures1h;
        private @Nullable RecentDistinct successAccounts24h;
    }

    private static final class OfNetwork {
        private final RecentDistinct accounts1h = new RecentDistinct(HOUR);
        private @Nullable SlidingCount failures1h;
    }

    private static final class OfEveryone {
        private final SlidingCount failures10m = new SlidingCount(TEN_MINUTES);
        private final SlidingCount successes10m = new SlidingCount(TEN_MINUTES);
    }

    private final Cache<Long, OfAccount> accounts;
    private final Cache<Long, OfAddress> addresses;
    private final Cache<Long, OfNetwork> networks;
    private final Cache<Long, RecentDistinct> devices;
    private final OfEveryone everyone = new OfEveryone();

    VelocityWindows(InstantSource clock) {
        accounts = crowd(clock);
        addresses = crowd(clock);
        networks = crowd(clock);
        devices = crowd(clock);
    }

    private static <V> Cache<Long, V> crowd(InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(LARGEST_CROWD)
                .expireAfterAccess(DAY)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .build();
    }

    /** What was counted before this attempt, and the attempt itself where distinct accounts are counted. */
    Counts attempted(Traces traces, long second) {
        OfAccount account = accounts.getIfPresent(traces.account());
        OfAddress address = of(addresses, traces.address(), OfAddress::new);
        OfNetwork network = of(networks, traces.network(), OfNetwork::new);
        double userFailures10m = 0;
        double userFailures24h = 0;
        double userChallenges1h = 0;
        double userDenials24h = 0;
        if (account != null) {
            synchronized (account) {
                userFailures10m = account.failures10m.count(second);
                userFailures24h = account.failures24h.count(second);
                userChallenges1h = account.challenges1h.count(second);
                userDenials24h = account.denials24h.count(second);
            }
        }
        double addressFailures10m;
        double addressFailures1h;
        double addressUsers1h;
        double addressSuccessUsers24h;
        synchronized (address) {
            address.accounts1h.add(traces.account(), second);
            addressUsers1h = address.accounts1h.count(second);
            addressFailures10m = count(address.failures10m, second);
            addressFailures1h = count(address.failures1h, second);
            RecentDistinct successes = address.successAccounts24h;
            addressSuccessUsers24h = successes == null ? 0 : successes.count(second);
        }
        double networkFailures1h;
        double networkUsers1h;
        synchronized (network) {
            network.accounts1h.add(traces.account(), second);
            networkUsers1h = network.accounts1h.count(second);
            networkFailures1h = count(network.failures1h, second);
        }
        double globalFailures10m;
        double globalSuccesses10m;
        synchronized (everyone) {
            globalFailures10m = everyone.failures10m.count(second);
            globalSuccesses10m = everyone.successes10m.count(second);
        }
        double all = globalFailures10m + globalSuccesses10m;
        Facts.Velocity velocity = new Facts.Velocity(
                userFailures10m,
                userFailures24h,
                userChallenges1h,
                userDenials24h,
                addressFailures10m,
                addressFailures1h,
                addressUsers1h,
                addressSuccessUsers24h,
                networkFailures1h,
                networkUsers1h,
                globalFailures10m,
                all < ENOUGH_FOR_A_SHARE ? Double.NaN : globalFailures10m / all);
        return new Counts(velocity, deviceAccounts(traces, second));
    }

    private double deviceAccounts(Traces traces, long second) {
        if (!traces.deviceShown()) {
            return Double.NaN;
        }
        RecentDistinct device = of(devices, traces.device(), () -> new RecentDistinct(DAY));
        synchronized (device) {
            device.add(traces.account(), second);
            return device.count(second);
        }
    }

    void failed(Traces traces, long second) {
        OfAccount account = of(accounts, traces.account(), OfAccount::new);
        synchronized (account) {
            account.failures10m.add(second);
            account.failures24h.add(second);
        }
        OfAddress address = of(addresses, traces.address(), OfAddress::new);
        synchronized (address) {
            address.failures10m = added(address.failures10m, TEN_MINUTES, second);
            address.failures1h = added(address.failures1h, HOUR, second);
        }
        OfNetwork network = of(networks, traces.network(), OfNetwork::new);
        synchronized (network) {
            network.failures1h = added(network.failures1h, HOUR, second);
        }
        synchronized (everyone) {
            everyone.failures10m.add(second);
        }
    }

    void succeeded(Traces traces, long second) {
        OfAddress address = of(addresses, traces.address(), OfAddress::new);
        synchronized (address) {
            RecentDistinct successes = address.successAccounts24h;
            if (successes == null) {
                successes = new RecentDistinct(DAY);
                address.successAccounts24h = successes;
            }
            successes.add(traces.account(), second);
        }
        synchronized (everyone) {
            everyone.successes10m.add(second);
        }
    }

    void challenged(Traces traces, long second) {
        OfAccount account = of(accounts, traces.account(), OfAccount::new);
        synchronized (account) {
            account.challenges1h.add(second);
        }
    }

    void denied(Traces traces, long second) {
        OfAccount account = of(accounts, traces.account(), OfAccount::new);
        synchronized (account) {
            account.denials24h.add(second);
        }
    }

    void forget(long account) {
        accounts.invalidate(account);
    }

    private static <V> V of(Cache<Long, V> crowd, long mark, Supplier<V> fresh) {
        return crowd.get(mark, key -> fresh.get());
    }

    private static double count(@Nullable SlidingCount count, long second) {
        return count == null ? 0 : count.count(second);
    }

    private static SlidingCount added(@Nullable SlidingCount count, Duration window, long second) {
        SlidingCount present = count == null ? new SlidingCount(window) : count;
        present.add(second);
        return present;
    }
}
