package io.gatehouse.gateway.store.velocity;

import io.gatehouse.gateway.store.Traces;
import io.gatehouse.risk.Facts;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Counts of the last day by account, address, network, provider, kind of client and device, in memory: bounded in number and in size each, empty after a restart. Whatever is counted is guarded
 * by its own lock, held for about a microsecond.
 */
public final class VelocityWindows {
    /** What is known of an attempt. */
    public record Counts(Facts.Velocity velocity, double deviceAccounts24h) {}

    private final Crowd<AccountCounts> accounts;
    private final Crowd<SourceCounts> addresses;
    private final Crowd<SourceCounts> networks;
    private final Crowd<SourceCounts> providers;
    private final Crowd<SourceCounts> clients;
    private final Crowd<SourceCounts> devices;
    private final SourceCounts everybody = new SourceCounts();
    private final UsualShare usual;
    private final Consumer<UsualShare.Hour> keeper;

    /**
     * For many threads; begins with no counts.
     *
     * @param usual what share of sign-ins is refused, so far as is known
     * @param keeper is handed each hour when it is over
     */
    public VelocityWindows(InstantSource clock, UsualShare usual, Consumer<UsualShare.Hour> keeper) {
        this.accounts = Crowd.shared(clock);
        this.addresses = Crowd.shared(clock);
        this.networks = Crowd.shared(clock);
        this.providers = Crowd.shared(clock);
        this.clients = Crowd.shared(clock);
        this.devices = Crowd.shared(clock);
        this.usual = usual;
        this.keeper = keeper;
    }

    private VelocityWindows() {
        this.accounts = Crowd.repeatable();
        this.addresses = Crowd.repeatable();
        this.networks = Crowd.repeatable();
        this.providers = Crowd.repeatable();
        this.clients = Crowd.repeatable();
        this.devices = Crowd.repeatable();
        this.usual = new UsualShare();
        this.keeper = ended -> {};
    }

    /** For one thread, which finds the same counts in each run. */
    public static VelocityWindows repeatable() {
        return new VelocityWindows();
    }

    /** What was counted before this attempt, and the attempt itself where distinct accounts are counted. */
    public Counts attempted(Traces traces, long second) {
        AccountCounts known = accounts.find(traces.account());
        Velocities.OfAccount account = known == null ? Velocities.OfAccount.NOTHING : known.seen(second);
        // A new device says nothing.
        Velocities.OfSource device = attempted(devices, traces.deviceShown() ? traces.device() : 0, traces, second);
        Velocities.Sources from = new Velocities.Sources(
                attempted(addresses, traces.address(), traces, second),
                attempted(networks, traces.network(), traces, second),
                attempted(providers, traces.asn(), traces, second),
                attempted(clients, traces.ja4(), traces, second),
                device,
                everybody.attempted(traces.account(), second));
        return new Counts(Velocities.facts(account, from, usual.usual()), device.accounts24h());
    }

    private static Velocities.OfSource attempted(Crowd<SourceCounts> crowd, long mark, Traces traces, long second) {
        return mark == 0
                ? Velocities.OfSource.UNKNOWN
                : crowd.of(mark, SourceCounts::new).attempted(traces.account(), second);
    }

    public void failed(Traces traces, long second) {
        account(traces).failed(second);
        forAll(traces, source -> source.failed(traces.account(), second));
        count(second, true);
    }

    public void succeeded(Traces traces, long second) {
        forAll(traces, source -> source.succeeded(traces.account(), second));
        count(second, false);
    }

    public void challenged(Traces traces, long second) {
        account(traces).challenged(second);
    }

    public void denied(Traces traces, long second) {
        account(traces).denied(second);
    }

    public void forget(long account) {
        accounts.forget(account);
    }

    private void count(long second, boolean failed) {
        UsualShare.Hour ended = usual.add(second, failed);
        if (ended.all() > 0) {
            keeper.accept(ended);
        }
    }

    private void forAll(Traces traces, Consumer<SourceCounts> counting) {
        counting.accept(everybody);
        forOne(addresses, traces.address(), counting);
        forOne(networks, traces.network(), counting);
        forOne(providers, traces.asn(), counting);
        forOne(clients, traces.ja4(), counting);
        forOne(devices, traces.deviceShown() ? traces.device() : 0, counting);
    }

    private static void forOne(Crowd<SourceCounts> crowd, long mark, Consumer<SourceCounts> counting) {
        if (mark != 0) {
            counting.accept(crowd.of(mark, SourceCounts::new));
        }
    }

    private AccountCounts account(Traces traces) {
        return accounts.of(traces.account(), AccountCounts::new);
    }
}
