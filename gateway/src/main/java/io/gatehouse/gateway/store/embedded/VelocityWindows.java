package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.Traces;
import io.gatehouse.risk.Facts;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Counts of the last day by account, address, network and device, in memory: bounded in number and in size each, empty after a restart. Whatever is counted is
 * guarded by its own lock, held for well under a microsecond.
 */
final class VelocityWindows {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration DAY = Duration.ofHours(24);
    /** Below this many sign-ins a share of them says nothing. */
    private static final int ENOUGH_FOR_A_SHARE = 20;

    record Counts(Facts.Velocity velocity, double deviceAccounts24h) {}

    private final Crowd<AccountCounts> accounts;
    private final Crowd<SourceCounts> addresses;
    private final Crowd<SourceCounts> networks;
    private final Crowd<RecentDistinct> devices;
    private final Object everyone = new Object();
    private final SlidingCount failures10m = new SlidingCount(TEN_MINUTES);
    private final SlidingCount successes10m = new SlidingCount(TEN_MINUTES);

    VelocityWindows(InstantSource clock) {
        this(Crowd.shared(clock), Crowd.shared(clock), Crowd.shared(clock), Crowd.shared(clock));
    }

    /** For one thread, which finds the same counts in each run. */
    static VelocityWindows repeatable() {
        return new VelocityWindows(Crowd.repeatable(), Crowd.repeatable(), Crowd.repeatable(), Crowd.repeatable());
    }

    private VelocityWindows(
            Crowd<AccountCounts> accounts,
            Crowd<SourceCounts> addresses,
            Crowd<SourceCounts> networks,
            Crowd<RecentDistinct> devices) {
        this.accounts = accounts;
        this.addresses = addresses;
        this.networks = networks;
        this.devices = devices;
    }

    /** What was counted before this attempt, and the attempt itself where distinct accounts are counted. */
    Counts attempted(Traces traces, long second) {
        AccountCounts known = accounts.find(traces.account());
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
        RecentDistinct device = devices.of(traces.device(), () -> new RecentDistinct(DAY));
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
        accounts.forget(account);
    }

    private AccountCounts account(Traces traces) {
        return accounts.of(traces.account(), AccountCounts::new);
    }

    private SourceCounts address(Traces traces) {
        return addresses.of(traces.address(), SourceCounts::new);
    }

    private SourceCounts network(Traces traces) {
        return networks.of(traces.network(), SourceCounts::new);
    }
}
