package io.gatehouse.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeoDataTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theBundledDataKnowCountryAndNetworkOfBothFamilies() {
        GeoData geo = GeoData.bundled();
        Place london = geo.lookup(address("81.2.69.142"));
        assertThat(london.country()).isEqualTo("GB");
        assertThat(london.asn()).isEqualTo(20712);
        assertThat(london.organisation()).contains("Andrews");
        assertThat(london.city()).isNull();
        assertThat(london.hosting()).isFalse();
        assertThat(geo.lookup(address("2a01:4f8::1")).country()).isEqualTo("DE");
    }

    @Test
    void whereOnlyTheCountryIsKnownItsMiddleIsGivenWithARadiusOfItsSize() {
        GeoData geo = GeoData.bundled();
        Place place = geo.lookup(address("81.2.69.142"));
        assertThat(place.latitude()).isCloseTo(54, within(1.0));
        assertThat(place.longitude()).isCloseTo(-2.5, within(1.0));
        assertThat(place.accuracyKm()).isBetween(300.0, 600.0);
    }

    @Test
    void cloudsAreHostingWithoutAnAnonymiserFile() {
        GeoData geo = GeoData.bundled();
        assertThat(geo.lookup(address("2a01:4f8::1")).hosting()).isTrue();
        assertThat(geo.lookup(address("2a01:4f8::1")).anonymous()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, private",
        "172.31.255.255, private",
        "192.168.1.1, private",
        "fd00::1, private",
        "fec0::1, private",
        "::ffff:10.0.0.1, private",
        "64:ff9b::10.0.0.1, private",
        "2002:0a00:0001::1, private",
        "127.0.0.1, loopback",
        "::1, loopback",
        "169.254.1.1, link-local",
        "fe80::1, link-local",
        "100.64.0.1, shared",
        "100.127.255.255, shared",
        "192.0.2.1, documentation",
        "198.51.100.7, documentation",
        "203.0.113.7, documentation",
        "2001:db8::1, documentation",
        "3fff::1, documentation",
        "0.0.0.0, reserved",
        "198.18.0.1, reserved",
        "224.0.0.1, reserved",
        "255.255.255.255, reserved",
        "::, reserved",
        "::10.0.0.1, reserved",
        "100::1, reserved",
        "ff02::1, reserved"
    })
    void addressesOfNoPublicNetworkAreLocalAndOtherwiseUnknown(String text, String range) {
        Place place = GeoData.bundled().lookup(address(text));
        assertThat(place.local()).isTrue();
        assertThat(place.range()).hasToString(range);
        assertThat(place).isEqualTo(Place.local(place.range()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.255.255.255", "11.0.0.0", "172.32.0.0", "100.63.255.255", "100.128.0.0", "2001:4860::1"})
    void theirNeighboursArePublic(String text) {
        assertThat(GeoData.bundled().lookup(address(text)).range()).isEqualTo(AddressRange.PUBLIC);
    }

    @Test
    void anIpv4AddressInsideAnIpv6OneIsFound() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 81, 2, 69, (byte) 142};
        GeoData geo = GeoData.bundled();
        Place plain = geo.lookup(address("81.2.69.142"));
        assertThat(geo.lookup(Inet6Address.getByAddress(null, mapped, -1))).isEqualTo(plain);
        assertThat(geo.lookup(address("64:ff9b::81.2.69.142"))).isEqualTo(plain);
        assertThat(geo.lookup(address("2002:5102:458e::1"))).isEqualTo(plain);
    }

    @Test
    void aCityFileGivesTheCityAndTheBundledDataTheNetwork() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, TestDatabases.city(folder)));
        assertThat(geo.lookup(address("81.2.69.142")))
                .isEqualTo(new Place(
                        "GB",
                        "ENG",
                        "London",
                        51.5142,
                        -0.0931,
                        10,
                        20712,
                        "Andrews & Arnold Ltd",
                        false,
                        false,
                        false,
                        false));
    }

    @Test
    void whatTheCityFileDoesNotKnowTheBundledDataTell() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, TestDatabases.city(folder)));
        assertThat(geo.lookup(address("2a01:4f8::1")).country()).isEqualTo("DE");
    }

    @Test
    void coordinatesWithoutACountryAreNotBelieved() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, TestDatabases.city(folder)));
        assertThat(geo.lookup(address("8.8.8.8")).latitude()).isNotEqualTo(37.751);
    }

    @Test
    void anAsnFileGoesBeforeTheBundledData() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.ASN, TestDatabases.asn(folder)));
        Place place = geo.lookup(address("81.2.69.142"));
        assertThat(place.asn()).isEqualTo(64496);
        assertThat(place.organisation()).isEqualTo("Example Networks");
        assertThat(place.country()).isEqualTo("GB");
    }

    @Test
    void anAnonymiserFileSetsTheFlags() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.ANONYMOUS, TestDatabases.anonymous(folder)));
        Place tor = geo.lookup(address("81.2.69.1"));
        assertThat(tor.tor()).isTrue();
        assertThat(tor.anonymous()).isTrue();
        assertThat(tor.hosting()).isFalse();
        assertThat(geo.lookup(address("81.2.69.2")).anonymous()).isTrue();
        Place server = geo.lookup(address("81.2.69.3"));
        assertThat(server.hosting()).isTrue();
        assertThat(server.anonymous()).isFalse();
        assertThat(geo.lookup(address("2a01:4f8::1")).hosting())
                .as("the file's word, not the list's")
                .isFalse();
    }

    @Test
    void flatFilesAreUnderstoodLikeNestedOnes() throws Exception {
        GeoData geo = GeoData.open(Map.of(
                DatabaseKind.CITY, TestDatabases.flatCity(folder), DatabaseKind.ASN, TestDatabases.flatAsn(folder)));
        Place place = geo.lookup(address("81.2.69.142"));
        assertThat(place.country()).isEqualTo("GB");
        assertThat(place.region()).isEqualTo("England");
        assertThat(place.city()).isEqualTo("London");
        assertThat(place.latitude()).isEqualTo(51.5);
        assertThat(place.accuracyKm()).isEqualTo(50);
        assertThat(place.asn()).isEqualTo(64497);
        assertThat(place.organisation()).isEqualTo("Example Lite");
    }

    @Test
    void coordinatesWithoutACityAndARadiusAreAsVagueAsTheCountry() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, TestDatabases.flatCity(folder)));
        Place place = geo.lookup(address("81.2.70.1"));
        assertThat(place.city()).isNull();
        assertThat(place.accuracyKm()).isGreaterThan(300);
    }

    @Test
    void aCountrysNameIsNotTakenForItsCode() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, TestDatabases.flatAsn(folder)));
        assertThat(geo.lookup(address("81.2.69.142")).country()).isEqualTo("NO");
    }

    @Test
    void whatIsNoCountryIsUnknown() throws Exception {
        Path file = TestDatabases.write(
                folder.resolve("x.mmdb"), "x", Map.of("81.2.69.0/24", Map.of("country", Map.of("iso_code", "EU"))));
        GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, file));
        assertThat(geo.lookup(address("81.2.69.142")).country())
                .as("the bundled data's")
                .isEqualTo("GB");
    }

    @Test
    void providersAndConnectionsAreTold() throws Exception {
        GeoData geo = GeoData.open(Map.of(
                DatabaseKind.ISP,
                TestDatabases.isp(folder),
                DatabaseKind.CONNECTION_TYPE,
                TestDatabases.connectionType(folder)));
        Place place = geo.lookup(address("81.2.69.142"));
        assertThat(place.isp()).isEqualTo("Example Broadband");
        assertThat(place.connection()).isEqualTo("Cellular");
        assertThat(place.asn()).as("the ISP file knows it too").isEqualTo(64498);
        assertThat(geo.lookup(address("8.8.8.8")).isp()).isNull();
        assertThat(geo.lookup(address("8.8.8.8")).connection()).isNull();
    }

    @Test
    void theAsnFileNamesTheNetworkBeforeTheIspFile() throws Exception {
        GeoData geo = GeoData.open(
                Map.of(DatabaseKind.ISP, TestDatabases.isp(folder), DatabaseKind.ASN, TestDatabases.asn(folder)));
        assertThat(geo.lookup(address("81.2.69.142")).asn()).isEqualTo(64496);
        assertThat(geo.lookup(address("81.2.69.142")).isp()).isEqualTo("Example Broadband");
    }

    @Test
    void aFileIsReplacedAndWhoeverHoldsTheOldDataStillReadsThem() throws Exception {
        Path file = TestDatabases.city(folder);
        GeoData old = GeoData.open(Map.of(DatabaseKind.CITY, file));
        Files.writeString(file, "overwritten in place");
        assertThatThrownBy(() -> old.with(DatabaseKind.CITY, file)).isInstanceOf(GeoDataException.class);
        TestDatabases.write(
                file,
                "GeoLite2-City",
                Map.of("81.2.69.0/24", Map.of("country", Map.of("iso_code", "NO"), "city", Map.of("names", Map.of()))));

        GeoData replaced = old.with(DatabaseKind.CITY, file);

        assertThat(replaced.lookup(address("81.2.69.142")).country()).isEqualTo("NO");
        assertThat(old.lookup(address("81.2.69.142")).city()).isEqualTo("London");
    }

    @Test
    void aMissingFileIsNamedWithTheFix() {
        Path missing = folder.resolve("GeoLite2-City.mmdb");
        assertThatThrownBy(() -> GeoData.open(Map.of(DatabaseKind.CITY, missing)))
                .isInstanceOf(GeoDataException.class)
                .hasMessage(missing + ": there is no such file; give the path of a MaxMind DB (.mmdb) file");
        assertThatThrownBy(() -> GeoData.open(Map.of(DatabaseKind.CITY, folder)))
                .hasMessageContaining("is no readable file");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        Path asn = TestDatabases.asn(folder);
        assertThatThrownBy(() -> GeoData.open(Map.of(DatabaseKind.CITY, asn)))
                .hasMessage(
                        asn
                                + ": is a GeoLite2-ASN database, which holds no countries or cities; give one that does, such as GeoLite2-City");
        assertThatThrownBy(() -> GeoData.open(Map.of(DatabaseKind.ASN, TestDatabases.city(folder))))
                .hasMessageContaining("holds no AS numbers");
        assertThatThrownBy(() -> GeoData.open(Map.of(DatabaseKind.ANONYMOUS, asn)))
                .hasMessageContaining("holds no anonymiser flags");
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(TestDatabases.city(folder));
        Path cut = folder.resolve("cut.mmdb");
        for (int length = 0; length < whole.length - 1; length += 97) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> GeoData.open(Map.of(DatabaseKind.CITY, cut)))
                    .isInstanceOf(GeoDataException.class)
                    .hasMessageContaining(cut + ": is no whole MaxMind DB file");
        }
        Files.write(cut, Arrays.copyOfRange(whole, whole.length / 2, whole.length));
        assertThatThrownBy(() -> GeoData.open(Map.of(DatabaseKind.CITY, cut))).isInstanceOf(GeoDataException.class);
    }

    @Test
    void damagedDataGiveUnknownOrRefusalButNoOtherException() throws Exception {
        byte[] whole = Files.readAllBytes(TestDatabases.city(folder));
        Path damaged = folder.resolve("damaged.mmdb");
        Random random = new Random(7);
        int opened = 0;
        for (int i = 0; i < 400; i++) {
            byte[] bytes = whole.clone();
            // From one byte on: the file is small, and damage in eight places leaves hardly one that opens.
            for (int j = 0; j <= i % 8; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(damaged, bytes);
            try {
                GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, damaged));
                assertThat(geo.lookup(address("81.2.69.142"))).isNotNull();
                assertThat(geo.lookup(address("2a02:cf40::1"))).isNotNull();
                opened++;
            } catch (GeoDataException e) {
                assertThat(e).hasMessageContaining(damaged.toString());
            }
        }
        assertThat(opened).as("files that opened in spite of the damage").isBetween(1, 399);
    }

    @Test
    void theFilesInUseAreTold() throws Exception {
        GeoData geo = GeoData.open(Map.of(DatabaseKind.CITY, TestDatabases.city(folder)));
        assertThat(geo.databases())
                .extracting(DatabaseInfo::type)
                .containsExactly("GeoLite2-City", "Gatehouse-Country-ASN");
        assertThat(geo.databases().get(0).built()).isEqualTo(TestDatabases.BUILT);
        assertThat(geo.databases().get(0).fields()).contains("country.iso_code", "location.latitude", "city.names.en");
        assertThat(geo.unreadable()).isZero();
    }

    private static InetAddress address(String text) {
        return IpAddresses.parse(text);
    }
}
