package io.gatehouse.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.maxmind.db.Metadata;
import com.maxmind.db.Reader;
import com.maxmind.geoip2.DatabaseReader;
import com.maxmind.geoip2.model.AnonymousIpResponse;
import com.maxmind.geoip2.model.AsnResponse;
import com.maxmind.geoip2.model.CityResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MmdbWriterTest {
    private static final InetAddress LONDON = IpAddresses.parse("81.2.69.142");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void maxMindsOwnModelReadsACityFile() throws Exception {
        try (DatabaseReader reader =
                new DatabaseReader.Builder(TestDatabases.city(folder).toFile()).build()) {
            CityResponse london = reader.city(LONDON);
            assertThat(london.country().isoCode()).isEqualTo("GB");
            assertThat(london.country().geonameId()).isEqualTo(2635167L);
            assertThat(london.mostSpecificSubdivision().name()).isEqualTo("England");
            assertThat(london.city().name()).isEqualTo("London");
            assertThat(london.location().accuracyRadius()).isEqualTo(10);
            assertThat(london.location().latitude()).isEqualTo(51.5142);
        }
    }

    @Test
    void maxMindsOwnModelReadsAsnAndAnonymiserFiles() throws Exception {
        try (DatabaseReader reader =
                new DatabaseReader.Builder(TestDatabases.asn(folder).toFile()).build()) {
            AsnResponse asn = reader.asn(LONDON);
            assertThat(asn.autonomousSystemNumber()).isEqualTo(64496);
            assertThat(asn.autonomousSystemOrganization()).isEqualTo("Example Networks");
        }
        try (DatabaseReader reader =
                new DatabaseReader.Builder(TestDatabases.anonymous(folder).toFile()).build()) {
            AnonymousIpResponse tor = reader.anonymousIp(IpAddresses.parse("81.2.69.1"));
            assertThat(tor.isTorExitNode()).isTrue();
            assertThat(tor.isHostingProvider()).isFalse();
        }
    }

    @Test
    void neighboursThatAreAlikeBecomeOne() throws IOException {
        MmdbWriter halves = new MmdbWriter(4);
        halves.insert(Cidr.parse("192.0.2.0/25"), Map.of("a", 1));
        halves.insert(Cidr.parse("192.0.2.128/25"), Map.of("a", 1));
        MmdbWriter whole = new MmdbWriter(4);
        whole.insert(Cidr.parse("192.0.2.0/24"), Map.of("a", 1));
        assertThat(write(halves)).isEqualTo(write(whole));
    }

    @Test
    void aRecordIsStoredOnceHoweverManyNetworksHaveIt() throws IOException {
        String name = "An organisation with a long name";
        MmdbWriter one = new MmdbWriter(4);
        one.insert(Cidr.parse("10.0.0.0/32"), Map.of("name", name));
        MmdbWriter many = new MmdbWriter(4);
        IntStream.range(0, 100).forEach(i -> many.insert(Cidr.parse("10.0." + i + ".0/32"), Map.of("name", name)));
        byte[] file = write(many);
        int tree = (int) metadata(file).nodeCount() * 6;
        int treeOfOne = (int) metadata(write(one)).nodeCount() * 6;
        assertThat(file.length - tree).isBetween(write(one).length - treeOfOne, write(one).length - treeOfOne + 2);
    }

    @Test
    void ipv4IsAlsoFoundByItsMappedAnd6to4Addresses() throws IOException {
        MmdbWriter writer = new MmdbWriter(6);
        writer.insert(Cidr.parse("2002:5102::/32"), Map.of("a", "covered"));
        writer.insert(Cidr.parse("81.2.69.0/24"), Map.of("a", "seen"));
        Reader reader = read(write(writer));
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 81, 2, 69, 1};
        assertThat(TestDatabases.find(reader, Inet6Address.getByAddress(null, mapped, -1)))
                .isEqualTo(Map.of("a", "seen"));
        assertThat(TestDatabases.find(reader, IpAddresses.parse("2002:5102:4501::1")))
                .isEqualTo(Map.of("a", "seen"));
        assertThat(TestDatabases.find(reader, IpAddresses.parse("2002:5102:4601::1")))
                .isNull();
    }

    /** Bytes as the specification lays them out; no test makes a tree so large that all bits are used. */
    @Test
    void nodesAreLaidOutAsSpecified() throws IOException {
        assertThat(node(24, 0xABCDEF, 0x123456)).isEqualTo("abcdef123456");
        assertThat(node(28, 0xABCDEF1, 0x2345678)).isEqualTo("bcdef1a2345678");
        assertThat(node(32, 0xFEDCBA98L, 0x12345678)).isEqualTo("fedcba9812345678");
    }

    private static String node(int recordSize, long left, long right) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SearchTree.writeNode(out, recordSize, left, right);
        return HexFormat.of().formatHex(out.toByteArray());
    }

    @Test
    void anEmptyFileIsAFile() throws IOException {
        Reader reader = read(write(new MmdbWriter(6)));
        assertThat(TestDatabases.find(reader, LONDON)).isNull();
        assertThat(TestDatabases.find(reader, IpAddresses.parse("2a01:4f8::1"))).isNull();
    }

    @Test
    void theMetadataSayWhatWasGiven() throws IOException {
        Metadata metadata = metadata(write(new MmdbWriter(6)));
        assertThat(metadata.databaseType()).isEqualTo("Type");
        assertThat(metadata.description()).isEqualTo(Map.of("en", "Text"));
        assertThat(metadata.buildTime()).isEqualTo(TestDatabases.BUILT);
        assertThat(metadata.ipVersion()).isEqualTo(6);
        assertThat(metadata.languages()).isEqualTo(List.of("en"));
    }

    @Test
    void ipv6DoesNotFitIntoAFileForIpv4() {
        MmdbWriter writer = new MmdbWriter(4);
        assertThatThrownBy(() -> writer.insert(Cidr.parse("2a01:4f8::/32"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit into a file for IPv4");
    }

    @Test
    void aValueThatTheFormatLacksIsNamed() {
        MmdbWriter writer = new MmdbWriter(4);
        writer.insert(Cidr.parse("10.0.0.0/8"), Map.of("when", TestDatabases.BUILT));
        assertThatThrownBy(() -> write(writer)).hasMessageContaining("cannot hold 2026-01-02T03:04:05Z (Instant)");
    }

    private static byte[] write(MmdbWriter writer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, "Type", "Text", TestDatabases.BUILT);
        return out.toByteArray();
    }

    private static Reader read(byte[] file) throws IOException {
        return new Reader(new ByteArrayInputStream(file));
    }

    private static Metadata metadata(byte[] file) throws IOException {
        return read(file).getMetadata();
    }
}
