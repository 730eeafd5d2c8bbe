package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.store.Traces;
import io.gatehouse.risk.Facts;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts of the last day by account, address, network and device, shared by all nodes. In a cluster they are on different shards, so each is a script of its own; all are sent together.
 */
final class Velocity {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);
    /** Below this many sign-ins a share of them says nothing. */
    private static final int ENOUGH_FOR_A_SHARE = 20;

    record Counts(Facts.Velocity velocity, double deviceAccounts24h) {}

    private final RedisLink link;

    Velocity(RedisLink link) {
        this.link = link;
    }

    /** What was counted before this attempt, and the attempt itself where distinct accounts are counted. */
    CompletionStage<Counts> attempted(Traces traces, long second) {
        CompletionStage<double[]> account = account(traces.account(), second)
                .sum("failures", TEN_MINUTES)
                .sum("failures", DAY)
                .sum("challenges", HOUR)
                .sum("denials", DAY)
                .run();
        CompletionStage<double[]> address = address(traces, second)
                .sum("failures", TEN_MINUTES)
                .sum("failures", HOUR)
                .mark("accounts", HOUR, traces.account())
                .marks("successes", DAY)
                .run();
        CompletionStage<double[]> network = network(traces, second)
                .sum("failures", HOUR)
                .mark("accounts", HOUR, traces.account())
                .run();
        CompletionStage<double[]> everyone = everyone(second)
                .sum("failures", TEN_MINUTES)
                .sum("successes", TEN_MINUTES)
                .run();
        return account.thenCombine(address, Velocity::joined)
                .thenCombine(network, Velocity::joined)
                .thenCombine(everyone, Velocity::joined)
                .thenCombine(deviceAccounts(traces, second), Velocity::counts);
    }

    private static Counts counts(double[] all, double deviceAccounts) {
        double failures = all[10];
        double total = failures + all[11];
        return new Counts(
                new Facts.Velocity(
                        all[0],
                        all[1],
                        all[2],
                        all[3],
                        all[4],
                        all[5],
                        all[6],
                        all[7],
                        all[8],
                        all[9],
                        failures,
                        total < ENOUGH_FOR_A_SHARE ? Double.NaN : failures / total),
                deviceAccounts);
    }

    private static double[] joined(double[] first, double[] second) {
        double[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Unknown where no device was shown: a new one says nothing. */
    private CompletionStage<Double> deviceAccounts(Traces traces, long second) {
        return traces.deviceShown()
                ? counting("device", traces.device(), second)
                        .mark("accounts", DAY, traces.account())
                        .run()
                        .thenApply(counts -> counts[0])
                : CompletableFuture.completedFuture(Double.NaN);
    }

    CompletionStage<Void> failed(Traces traces, long second) {
        return all(List.of(
                account(traces.account(), second)
                        .add("failures", TEN_MINUTES)
                        .add("failures", DAY)
                        .run(),
                address(traces, second)
                        .add("failures", TEN_MINUTES)
                        .add("failures", HOUR)
                        .run(),
                network(traces, second).add("failures", HOUR).run(),
                everyone(second).add("failures", TEN_MINUTES).run()));
    }

    CompletionStage<Void> succeeded(Traces traces, long second) {
        return all(List.of(
                address(traces, second).mark("successes", DAY, traces.account()).run(),
                everyone(second).add("successes", TEN_MINUTES).run()));
    }

    CompletionStage<Void> challenged(Traces traces, long second) {
        return all(List.of(
                account(traces.account(), second).add("challenges", HOUR).run()));
    }

    CompletionStage<Void> denied(Traces traces, long second) {
        return all(List.of(account(traces.account(), second).add("denials", DAY).run()));
    }

    CompletionStage<Void> forget(long account) {
        return link.runDurably(Script.DELETE_VALUE, List.of(Counting.sums("account:" + Long.toHexString(account))))
                .thenAccept(done -> {});
    }

    private static CompletionStage<Void> all(List<CompletionStage<double[]>> counts) {
        return CompletableFuture.allOf(
                counts.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    private Counting account(long account, long second) {
        return counting("account", account, second);
    }

    private Counting address(Traces traces, long second) {
        return counting("address", traces.address(), second);
    }

    private Counting network(Traces traces, long second) {
        return counting("network", traces.network(), second);
    }

    private Counting everyone(long second) {
        return new Counting(link, "everyone", second);
    }

    private Counting counting(String what, long mark, long second) {
        return new Counting(link, what + ":" + Long.toHexString(mark), second);
    }
}
