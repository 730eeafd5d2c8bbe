package io.gatehouse.geo;

import static org.assertj.core.api.Assertions.assertThat;

import com.maxmind.db.Reader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What the writer wrote, MaxMind's reader reads; compared with a search through the list of networks. */
class MmdbWriterPropertyTest {
    private static final Instant BUILT = Instant.parse("2026-01-02T03:04:05Z");

    record Entry(Cidr network, Map<String, Object> fields) {}

    @Property(tries = 300)
    void theMostSpecificIpv4NetworkWinsInWhateverOrderTheyCame(
            @ForAll("ipv4Entries") List<Entry> entries, @ForAll("recordSizes") int recordSize, @ForAll long seed)
            throws IOException {
        List<Entry> distinct = onePerNetwork(entries);
        List<Entry> shuffled = new ArrayList<>(distinct);
        Collections.shuffle(shuffled, new Random(seed));

        assertAgreesWithOracle(4, recordSize, shuffled, seed);
        assertThat(write(4, recordSize, shuffled)).isEqualTo(write(4, recordSize, distinct));
    }

    @Property(tries = 300)
    void bothFamiliesLiveInOneFile(
            @ForAll("ipv4Entries") List<Entry> ipv4,
            @ForAll("ipv6Entries") List<Entry> ipv6,
            @ForAll("recordSizes") int recordSize,
            @ForAll long seed)
            throws IOException {
        List<Entry> both = new ArrayList<>(onePerNetwork(ipv4));
        both.addAll(onePerNetwork(ipv6));

        assertAgreesWithOracle(6, recordSize, both, seed);
    }

    @Property(tries = 200)
    void rangesAreExactlyTheirAddresses(
            @ForAll("ipv4Addresses") InetAddress one, @ForAll("ipv4Addresses") InetAddress other, @ForAll long seed)
            throws IOException {
        InetAddress first = isBefore(one, other) ? one : other;
        InetAddress last = isBefore(one, other) ? other : one;
        List<Entry> entries = Cidr.between(first, last).stream()
                .map(network -> new Entry(network, Map.of("in", true)))
                .toList();
        Reader reader = read(write(4, 24, entries));

        assertThat(TestDatabases.find(reader, first)).isEqualTo(Map.of("in", true));
        assertThat(TestDatabases.find(reader, last)).isEqualTo(Map.of("in", true));
        for (InetAddress address : probes(entries, seed, 4)) {
            boolean inside = !isBefore(address, first) && !isBefore(last, address);
            assertThat(TestDatabases.find(reader, address) != null)
                    .as("%s", address)
                    .isEqualTo(inside);
        }
    }

    @Property(tries = 200)
    void everyKindOfValueComesBack(@ForAll("values") Map<String, Object> fields) throws IOException {
        Reader reader = read(write(4, 24, List.of(new Entry(Cidr.parse("0.0.0.0/0"), fields))));

        assertThat(TestDatabases.find(reader, InetAddress.getByName("192.0.2.1")))
                .isEqualTo(fields);
    }

    private static void assertAgreesWithOracle(int ipVersion, int recordSize, List<Entry> entries, long seed)
            throws IOException {
        Reader reader = read(write(ipVersion, recordSize, entries));
        assertThat(reader.getMetadata().recordSize()).isEqualTo(recordSize);
        for (InetAddress address : probes(entries, seed, ipVersion)) {
            assertThat(TestDatabases.find(reader, address)).as("%s", address).isEqualTo(oracle(entries, address));
        }
    }

    /** From the least specific network to the most, each one's fields over those before. */
    private static @Nullable Map<String, Object> oracle(List<Entry> entries, InetAddress address) {
        Map<String, Object> fields = new HashMap<>();
        entries.stream()
                .filter(entry -> entry.network().contains(address.getAddress()))
                .sorted((a, b) -> a.network().length() - b.network().length())
                .forEach(entry -> fields.putAll(entry.fields()));
        return fields.isEmpty() ? null : fields;
    }

    /** The first and the last address of each network, their neighbours, and some anywhere. */
    private static List<InetAddress> probes(List<Entry> entries, long seed, int ipVersion) throws UnknownHostException {
        Random random = new Random(seed);
        List<InetAddress> probes = new ArrayList<>();
        for (Entry entry : entries) {
            byte[] first = entry.network().first().getAddress();
            byte[] last = first.clone();
            byte[] inside = first.clone();
            for (int bit = entry.network().length(); bit < 8 * first.length; bit++) {
                last[bit / 8] |= (byte) (128 >> bit % 8);
                inside[bit / 8] |= (byte) (random.nextBoolean() ? 128 >> bit % 8 : 0);
            }
            for (byte[] bytes : List.of(first, last, inside, stepped(first, -1), stepped(last, 1))) {
                if (!isSixToFour(bytes)) {
                    probes.add(InetAddress.getByAddress(bytes));
                }
            }
        }
        byte[] anywhere = new byte[ipVersion == 4 ? 4 : 16];
        random.nextBytes(anywhere);
        anywhere[0] = 0x30;
        probes.add(InetAddress.getByAddress(anywhere));
        return probes;
    }

    /** In a file for both families 2002::/16 stands for the IPv4 addresses inside, whatever IPv6 network is around it. */
    private static boolean isSixToFour(byte[] address) {
        return address.length == 16 && address[0] == 0x20 && address[1] == 0x02;
    }

    private static byte[] stepped(byte[] from, int step) {
        byte[] to = from.clone();
        for (int i = to.length - 1; i >= 0; i--) {
            to[i] += (byte) step;
            if (to[i] != (step > 0 ? 0 : -1)) {
                return to;
            }
        }
        return from;
    }

    private static List<Entry> onePerNetwork(List<Entry> entries) {
        Map<Cidr, Entry> distinct = new LinkedHashMap<>();
        entries.forEach(entry -> distinct.put(entry.network(), entry));
        return List.copyOf(distinct.values());
    }

    private static boolean isBefore(InetAddress a, InetAddress b) {
        return Arrays.compareUnsigned(a.getAddress(), b.getAddress()) < 0;
    }

    private static byte[] write(int ipVersion, int recordSize, List<Entry> entries) throws IOException {
        MmdbWriter writer = new MmdbWriter(ipVersion);
        entries.forEach(entry -> writer.insert(entry.network(), entry.fields()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, "Test", "A test", BUILT, recordSize);
        return out.toByteArray();
    }

    private static Reader read(byte[] file) throws IOException {
        return new Reader(new ByteArrayInputStream(file));
    }

    @Provide
    Arbitrary<Integer> recordSizes() {
        return Arbitraries.of(24, 28, 32);
    }

    @Provide
    Arbitrary<InetAddress> ipv4Addresses() {
        return address(4, 8);
    }

    @Provide
    Arbitrary<List<Entry>> ipv4Entries() {
        return entry(4).list().ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<Entry>> ipv6Entries() {
        return entry(16).list().ofMaxSize(40);
    }

    /** Few distinct bytes, so that networks nest, touch and repeat. */
    private static Arbitrary<Entry> entry(int size) {
        Arbitrary<Integer> lengths = Arbitraries.integers().between(size == 4 ? 0 : 3, 8 * size);
        Arbitrary<Map<String, Object>> fields = Combinators.combine(
                        Arbitraries.of("country", "asn"), Arbitraries.integers().between(0, 5))
                .as((name, value) -> Map.<String, Object>of(name, value));
        return Combinators.combine(address(size, 3), lengths, fields)
                .as((address, length, record) -> new Entry(masked(address, length), record));
    }

    /** IPv6 ones in 3000::/8, which no alias covers. */
    private static Arbitrary<InetAddress> address(int size, int variety) {
        return Arbitraries.integers()
                .between(0, variety - 1)
                .list()
                .ofSize(size)
                .map(parts -> {
                    byte[] bytes = new byte[size];
                    IntStream.range(0, size).forEach(i -> bytes[i] = (byte) (parts.get(i) * 256 / variety));
                    if (size == 16) {
                        bytes[0] = 0x30;
                    }
                    try {
                        return InetAddress.getByAddress(bytes);
                    } catch (UnknownHostException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static Cidr masked(InetAddress address, int length) {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] &= (byte) ~(128 >> bit % 8);
        }
        try {
            return new Cidr(InetAddress.getByAddress(bytes), length);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Provide
    Arbitrary<Map<String, Object>> values() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(400).map(text -> (Object) text.replaceAll("[\\ud800-\\udfff]", "x")),
                Arbitraries.of(28, 29, 284, 285, 65_820, 65_821, 70_000)
                        .map("é"::repeat)
                        .map(text -> (Object) text),
                Arbitraries.integers().map(number -> (Object) number),
                Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(number -> (Object) number),
                Arbitraries.bigIntegers()
                        .between(BigInteger.ZERO, BigInteger.TWO.pow(128).subtract(BigInteger.ONE))
                        .map(number -> (Object) number),
                Arbitraries.doubles().map(number -> (Object) number),
                Arbitraries.floats().map(number -> (Object) number),
                Arbitraries.of(true, false).map(flag -> (Object) flag));
        Arbitrary<Object> nested = Arbitraries.oneOf(
                scalars,
                scalars.list().ofMaxSize(40).map(list -> (Object) list),
                Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(8), scalars)
                        .ofMaxSize(5)
                        .map(map -> (Object) map));
        return Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8), nested)
                .ofMaxSize(6);
    }
}
