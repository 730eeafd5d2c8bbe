package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.bench.PlaceBenchmark;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Stage: what the operator's lists say of an address, with 100,000 networks, half of them IPv6. */
@State(Scope.Benchmark)
public class NetworkBenchmark {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int NETWORKS = 100_000;

    private final NetworkLists lists = lists();
    private final byte[][] four = bytes(4);
    private final byte[][] six = bytes(16);
    private final int[] sorted = new Random(2).ints(NETWORKS).sorted().toArray();
    private int next;
    /** Where the compiler cannot see that nobody reads it. */
    private byte[] kept = {};

    private static byte[][] bytes(int length) {
        return Stream.of(PlaceBenchmark.addresses(4_096, length))
                .map(InetAddress::getAddress)
                .toArray(byte[][]::new);
    }

    private static NetworkLists lists() {
        Random random = new Random(3);
        String text = Stream.generate(() -> random.nextBoolean()
                        ? (1 + random.nextInt(223)) + "." + random.nextInt(256) + "." + random.nextInt(256) + ".0/24"
                        : String.format(
                                "20%02x:%x:%x::/48",
                                random.nextInt(256), random.nextInt(65_536), random.nextInt(65_536)))
                .limit(NETWORKS)
                .distinct()
                .collect(Collectors.joining("\n"));
        try {
            Path file = Files.createTempFile("gatehouse-bench", ".txt");
            try {
                Files.writeString(file, text);
                return new NetworkLists(
                        List.of(new Config.NetworkList("many", List.of(file), false, false, false, true)));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigErrors e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Benchmark
    public Labels networks4() {
        next = (next + 1) & (four.length - 1);
        return lists.find(four[next]);
    }

    @Benchmark
    public Labels networks6() {
        next = (next + 1) & (six.length - 1);
        return lists.find(six[next]);
    }

    /** No stage, but what the allocation guard must catch: the look-up, with a copy of the address's bytes. */
    @Benchmark
    public int planted() {
        next = (next + 1) & (four.length - 1);
        kept = four[next].clone();
        return lists.find(four[next]).names().size() + kept.length;
    }

    /** Bound: the JDK's binary search in as many numbers. */
    @Benchmark
    public int boundNetworks4() {
        next = (next + 1) & (four.length - 1);
        return Arrays.binarySearch(sorted, (int) INT.get(four[next], 0));
    }
}
