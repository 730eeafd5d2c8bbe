package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.velocity.Velocities;
import io.gatehouse.gateway.store.velocity.Velocities.OfAccount;
import io.gatehouse.gateway.store.velocity.Velocities.OfSource;
import io.gatehouse.gateway.store.velocity.VelocityWindows;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts of the last day by account, address, network, provider, kind of client and device, shared by all nodes. In a cluster they are on different shards, so each is a script of its own; all are
 * sent together.
 */
final class Velocity {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    private final RedisLink link;
    private final Hours hours;

    Velocity(RedisLink link, InstantSource clock) {
        this.link = link;
        this.hours = new Hours(link, clock);
    }

    Hours hours() {
        return hours;
    }

    /** What was counted before this attempt, and the attempt itself where distinct accounts are counted. */
    CompletionStage<VelocityWindows.Counts> attempted(Traces traces, long second) {
        CompletableFuture<OfAccount> account = account(traces.account(), second)
                .sums("failures")
                .sums("challenges")
                .sums("denials")
                .run()
                .thenApply(answer -> new OfAccount(
                        Counting.counted(answer, 0),
                        Counting.counted(answer, 4).in1h(),
                        Counting.counted(answer, 8).in24h()))
                .toCompletableFuture();
        CompletableFuture<OfSource> address = attempted("address", traces.address(), traces, second);
        CompletableFuture<OfSource> network = attempted("network", traces.network(), traces, second);
        CompletableFuture<OfSource> provider = attempted("asn", traces.asn(), traces, second);
        CompletableFuture<OfSource> client = attempted("ja4", traces.ja4(), traces, second);
        CompletableFuture<OfSource> device = attempted("device", shown(traces), traces, second);
        CompletableFuture<OfSource> everybody = attempted(everyone(second), traces);
        return CompletableFuture.allOf(account, address, network, provider, client, device, everybody)
                .thenApply(done -> new VelocityWindows.Counts(
                        Velocities.facts(
                                account.join(),
                                new Velocities.Sources(
                                        address.join(),
                                        network.join(),
                                        provider.join(),
                                        client.join(),
                                        device.join(),
                                        everybody.join()),
                                hours.usual()),
                        device.join().accounts24h()));
    }

    private CompletableFuture<OfSource> attempted(String what, long mark, Traces traces, long second) {
        return mark == 0
                ? CompletableFuture.completedFuture(OfSource.UNKNOWN)
                : attempted(counting(what, mark, second), traces);
    }

    private static CompletableFuture<OfSource> attempted(Counting source, Traces traces) {
        return source.sums("failures")
                .sums("successes")
                .mark("accounts-1h", HOUR, traces.account())
                .mark("accounts-24h", DAY, traces.account())
                .marks("failed-1h", HOUR)
                .marks("succeeded-24h", DAY)
                .run()
                .thenApply(answer -> new OfSource(
                        Counting.counted(answer, 0),
                        Counting.counted(answer, 4),
                        answer[8],
                        answer[9],
                        answer[10],
                        answer[11]))
                .toCompletableFuture();
    }

    CompletionStage<Void> failed(Traces traces, long second) {
        List<CompletionStage<?>> counts = new ArrayList<>();
        counts.add(account(traces.account(), second).add("failures").run());
        sources(traces, second)
                .forEach(source -> counts.add(source.add("failures")
                        .mark("failed-1h", HOUR, traces.account())
                        .run()));
        counts.add(hours.add(second, true));
        return all(counts);
    }

    CompletionStage<Void> succeeded(Traces traces, long second) {
        List<CompletionStage<?>> counts = new ArrayList<>();
        sources(traces, second)
                .forEach(source -> counts.add(source.add("successes")
                        .mark("succeeded-24h", DAY, traces.account())
                        .run()));
        counts.add(hours.add(second, false));
        return all(counts);
    }

    CompletionStage<Void> challenged(Traces traces, long second) {
        return all(List.of(account(traces.account(), second).add("challenges").run()));
    }

    CompletionStage<Void> denied(Traces traces, long second) {
        return all(List.of(account(traces.account(), second).add("denials").run()));
    }

    CompletionStage<Void> forget(long account) {
        return link.runDurably(Script.DELETE_VALUE, List.of(Counting.key("account:" + Long.toHexString(account))))
                .thenAccept(done -> {});
    }

    private static CompletionStage<Void> all(List<CompletionStage<?>> counts) {
        return CompletableFuture.allOf(
                counts.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    /** All that an attempt came from, as far as it is known. */
    private List<Counting> sources(Traces traces, long second) {
        List<Counting> sources = new ArrayList<>(List.of(everyone(second)));
        add(sources, "address", traces.address(), second);
        add(sources, "network", traces.network(), second);
        add(sources, "asn", traces.asn(), second);
        add(sources, "ja4", traces.ja4(), second);
        add(sources, "device", shown(traces), second);
        return sources;
    }

    private void add(List<Counting> sources, String what, long mark, long second) {
        if (mark != 0) {
            sources.add(counting(what, mark, second));
        }
    }

    /** A new device says nothing. */
    private static long shown(Traces traces) {
        return traces.deviceShown() ? traces.device() : 0;
    }

    private Counting account(long account, long second) {
        return counting("account", account, second);
    }

    private Counting everyone(long second) {
        return new Counting(link, "everyone", second);
    }

    private Counting counting(String what, long mark, long second) {
        return new Counting(link, what + ":" + Long.toHexString(mark), second);
    }
}
