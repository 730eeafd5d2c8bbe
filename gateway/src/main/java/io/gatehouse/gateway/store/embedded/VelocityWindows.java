package io.gatehouse.gateway.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.risk.Facts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Counts of the last day by account, address, network and device, in memory: bounded in number and in size each, empty after a restart. Whatever is counted is
 * guarded by its own lock, held for well under a microsecond.
 */
final class VelocityWindows {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration DAY = Duration.ofHours(24);
    /** Of each kind. Beyond it the ones that were seen least are forgotten. */
    private static final int LARGEST_CROWD = 100_000;
    /** Below this many sign-ins a share of them says nothing. */
    private static final int ENOUGH_FOR_A_SHARE = 20;

    record Counts(Facts.Velocity velocity, double deviceAccounts24h) {}

    private final Cache<Long, AccountCounts> accounts;
    private final Cache<Long, SourceCounts> addresses;
    private final Cache<Long, SourceCounts> networks;
    private final Cache<Long, RecentDistinct> devices;
    private final Object everyone = new Object();
    private final SlidingCount failures10m = new SlidingCount(TEN_MINUTES);
    private final SlidingCount successes10m = new SlidingCount(TEN_MINUTES);

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
        AccountCounts known = accounts.getIfPresent(traces.account());
        AccountCounts.Seen account = known == null ? AccountCounts.Seen.NOTHING : known.seen(second);
        SourceCounts.Seen address = address(traces).attempted(traces.account(), second);
        SourceCounts.Seen network = network(traces).attempted(traces.account(), second);
        double failures;
        double all;
        synchronized (everyone) {
            failures = failures10m.count(second);
            all = failures + successes10m.count(second);
        }
        Facts.Velocity velocity = new Facts.Velocity(
                account.failures10m(),
                account.failures24h(),
                account.challenges1h(),
                account.denials24h(),
                address.failures10m(),
                address.failures1h(),
                address.accounts1h(),
                address.successAccounts24h(),
                network.failures1h(),
                network.accounts1h(),
                failures,
                all < ENOUGH_FOR_A_SHARE ? Double.NaN : failures / all);
        return new Counts(velocity, deviceAccounts(traces, second));
    }

    /** Unknown where no device was shown: a new one says nothing. */
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
        account(traces).failed(second);
        address(traces).failed(second);
        network(traces).failed(second);
        synchronized (everyone) {
            failures10m.add(second);
        }
    }

    void succeeded(Traces traces, long second) {
        address(traces).succeeded(traces.account(), second);
        synchronized (everyone) {
            successes10m.add(second);
        }
    }

    void challenged(Traces traces, long second) {
        account(traces).challenged(second);
    }

    void denied(Traces traces, long second) {
        account(traces).denied(second);
    }

    void forget(long account) {
        accounts.invalidate(account);
    }

    private AccountCounts account(Traces traces) {
        return of(accounts, traces.account(), AccountCounts::new);
    }

    private SourceCounts address(Traces traces) {
        return of(addresses, traces.address(), SourceCounts::new);
    }

    private SourceCounts network(Traces traces) {
        return of(networks, traces.network(), SourceCounts::new);
    }

    private static <V> V of(Cache<Long, V> crowd, long mark, Supplier<V> fresh) {
        return crowd.get(mark, key -> fresh.get());
    }
}
