package io.gatehouse.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrefixTableTest {

    private static PrefixTable<String> table(String... networks) {
        return PrefixTable.of(
                Stream.of(networks)
                        .map(network -> new PrefixTable.Entry<>(Cidr.parse(network), network))
                        .toList(),
                (outer, inner) -> inner);
    }

    private static @Nullable String find(PrefixTable<String> table, String address) {
        return table.find(IpAddresses.parse(address).getAddress());
    }

    @Test
    void theLongestPrefixWins() {
        PrefixTable<String> table = table("10.1.0.0/16", "10.0.0.0/8", "10.1.2.3", "2001:db8:7::/48", "2001:db8::/32");
        assertThat(find(table, "10.0.0.0")).isEqualTo("10.0.0.0/8");
        assertThat(find(table, "10.0.255.255")).isEqualTo("10.0.0.0/8");
        assertThat(find(table, "10.1.0.0")).isEqualTo("10.1.0.0/16");
        assertThat(find(table, "10.1.2.2")).isEqualTo("10.1.0.0/16");
        assertThat(find(table, "10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(find(table, "10.1.2.4")).isEqualTo("10.1.0.0/16");
        assertThat(find(table, "10.2.0.0")).isEqualTo("10.0.0.0/8");
        assertThat(find(table, "11.0.0.0")).isNull();
        assertThat(find(table, "9.255.255.255")).isNull();
        assertThat(find(table, "2001:db8:7::1")).isEqualTo("2001:db8:7::/48");
        assertThat(find(table, "2001:db8:8::")).isEqualTo("2001:db8::/32");
        assertThat(find(table, "2001:db9::")).isNull();
    }

    @Test
    void theFamiliesAreApartAndTheirEndsAreIn() {
        PrefixTable<String> table =
                table("0.0.0.0/0", "255.255.255.255", "::/1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assertThat(find(table, "0.0.0.0")).isEqualTo("0.0.0.0/0");
        assertThat(find(table, "255.255.255.254")).isEqualTo("0.0.0.0/0");
        assertThat(find(table, "255.255.255.255")).isEqualTo("255.255.255.255");
        assertThat(find(table, "::")).isEqualTo("::/1");
        assertThat(find(table, "8000::")).isNull();
        assertThat(find(table, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
                .isEqualTo("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    }

    @Test
    void aPrefixInsideOfOthersCombinesWhatIsSaidOfAll() {
        List<PrefixTable.Entry<String>> entries = List.of(
                new PrefixTable.Entry<>(Cidr.parse("10.0.0.0/8"), "office"),
                new PrefixTable.Entry<>(Cidr.parse("10.1.0.0/16"), "vpn"),
                new PrefixTable.Entry<>(Cidr.parse("10.1.0.0/16"), "partner"));
        PrefixTable<String> table = PrefixTable.of(entries, (outer, inner) -> outer + "+" + inner);
        assertThat(find(table, "10.9.9.9")).isEqualTo("office");
        assertThat(find(table, "10.1.0.0")).isEqualTo("office+vpn+partner");
        assertThat(find(table, "10.1.255.255")).isEqualTo("office+vpn+partner");
        assertThat(find(table, "10.2.0.0")).isEqualTo("office");
    }

    @Test
    void anEmptyTableFindsNothing() {
        assertThat(find(table(), "10.0.0.0")).isNull();
        assertThat(find(table(), "::1")).isNull();
        assertThat(find(table("10.0.0.0/8"), "::1")).isNull();
    }

    /** Against a look at every prefix, in the same few networks, so that they nest and touch. */
    @Property(tries = 300)
    void findsWhatALookAtEveryPrefixFinds(@ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int size)
            throws UnknownHostException {
        Random random = new Random(seed);
        List<PrefixTable.Entry<Cidr>> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] bytes = address(random);
            int length = random.nextInt(bytes.length * 8 + 1);
            for (int bit = length; bit < bytes.length * 8; bit++) {
                bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            }
            Cidr network = new Cidr(InetAddress.getByAddress(bytes), length);
            entries.add(new PrefixTable.Entry<>(network, network));
        }
        PrefixTable<Cidr> table = PrefixTable.of(entries, (outer, inner) -> inner);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = address(random);
            Cidr longest = entries.stream()
                    .map(PrefixTable.Entry::network)
                    .filter(network -> network.contains(bytes))
                    .max((one, other) -> Integer.compare(one.length(), other.length()))
                    .orElse(null);
            assertThat(table.find(bytes)).as(Arrays.toString(bytes)).isEqualTo(longest);
        }
    }

    private static byte[] address(Random random) {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            // Few values, the ends among them.
            bytes[i] = (byte) (random.nextInt(3) - 1);
        }
        return bytes;
    }
}
