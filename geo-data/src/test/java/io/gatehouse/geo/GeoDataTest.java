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
import org.junit.jupiter.params.provider.ValueSource;

class GeoDataTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theBundledDataKnowCountryAndNetworkOfBothFamilies() {
        try (GeoData geo = GeoData.bundled()) {
            Place london = geo.lookup(address("81.2.69.142"));
            assertThat(london.country()).isEqualTo("GB");
            assertThat(london.asn()).isEqualTo(20712);
            assertThat(london.organisation()).contains("Andrews");
            assertThat(london.city()).isNull();
            assertThat(london.hosting()).isFalse();
            assertThat(geo.lookup(address("2a01:4f8::1")).country()).isEqualTo("DE");
        }
    }

    @Test
    void whereOnlyTheCountryIsKnownItsMiddleIsGivenWithARadiusOfItsSize() {
        try (GeoData geo = GeoData.bundled()) {
            Place place = geo.lookup(address("81.2.69.142"));
            assertThat(place.latitude()).isCloseTo(54, within(1.0));
            assertThat(place.longitude()).isCloseTo(-2.5, within(1.0));
            assertThat(place.accuracyKm()).isBetween(300.0, 600.0);
        }
    }

    @Test
    void cloudsAreHostingWithoutAnAnonymiserFile() {
        try (GeoData geo = GeoData.bundled()) {
            assertThat(geo.lookup(address("2a01:4f8::1")).hosting()).isTrue();
            assertThat(geo.lookup(address("2a01:4f8::1")).anonymous()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "127.0.0.1",
                "169.254.1.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "192.0.2.1",
                "0.0.0.0",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "2001:db8::1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "2002:0a00:0001::1"
            })
    void addressesOfNoPublicNetworkAreLocalAndOtherwiseUnknown(String text) {
        try (GeoData geo = GeoData.bundled()) {
            assertThat(geo.lookup(address(text))).isEqualTo(Place.LOCAL);
        }
    }

    @Test
    void anIpv4AddressInsideAnIpv6OneIsFound() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 81, 2, 69, (byte) 142};
        try (GeoData geo = GeoData.bundled()) {
            Place plain = geo.lookup(address("81.2.69.142"));
            assertThat(geo.lookup(Inet6Address.getByAddress(null, mapped, -1))).isEqualTo(plain);
            assertThat(geo.lookup(address("64:ff9b::81.2.69.142"))).isEqualTo(plain);
            assertThat(geo.lookup(address("2002:5102:458e::1"))).isEqualTo(plain);
        }
    }

    @Test
    void aCityFileGivesTheCityAndTheBundledDataTheNetwork() throws Exception {
        try (GeoData geo = GeoData.open(TestDatabases.city(folder), null, null)) {
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
    }

    @Test
    void whatTheCityFileDoesNotKnowTheBundledDataTell() throws Exception {
        try (GeoData geo = GeoData.open(TestDatabases.city(folder), null, null)) {
            assertThat(geo.lookup(address("2a01:4f8::1")).country()).isEqualTo("DE");
        }
    }

    @Test
    void coordinatesWithoutACountryAreNotBelieved() throws Exception {
        try (GeoData geo = GeoData.open(TestDatabases.city(folder), null, null)) {
            assertThat(geo.lookup(address("8.8.8.8")).latitude()).isNotEqualTo(37.751);
        }
    }

    @Test
    void anAsnFileGoesBeforeTheBundledData() throws Exception {
        try (GeoData geo = GeoData.open(null, TestDatabases.asn(folder), null)) {
            Place place = geo.lookup(address("81.2.69.142"));
            assertThat(place.asn()).isEqualTo(64496);
            assertThat(place.organisation()).isEqualTo("Example Networks");
            assertThat(place.country()).isEqualTo("GB");
        }
    }

    @Test
    void anAnonymiserFileSetsTheFlags() throws Exception {
        try (GeoData geo = GeoData.open(null, null, TestDatabases.anonymous(folder))) {
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
    }

    @Test
    void flatFilesAreUnderstoodLikeNestedOnes() throws Exception {
        try (GeoData geo = GeoData.open(TestDatabases.flatCity(folder), TestDatabases.flatAsn(folder), null)) {
            Place place = geo.lookup(address("81.2.69.142"));
            assertThat(place.country()).isEqualTo("GB");
            assertThat(place.region()).isEqualTo("England");
            assertThat(place.city()).isEqualTo("London");
            assertThat(place.latitude()).isEqualTo(51.5);
            assertThat(place.accuracyKm()).isEqualTo(50);
            assertThat(place.asn()).isEqualTo(64497);
            assertThat(place.organisation()).isEqualTo("Example Lite");
        }
    }

    @Test
    void coordinatesWithoutACityAndARadiusAreAsVagueAsTheCountry() throws Exception {
        try (GeoData geo = GeoData.open(TestDatabases.flatCity(folder), null, null)) {
            Place place = geo.lookup(address("81.2.70.1"));
            assertThat(place.city()).isNull();
            assertThat(place.accuracyKm()).isGreaterThan(300);
        }
    }

    @Test
    void aCountrysNameIsNotTakenForItsCode() throws Exception {
        try (GeoData geo = GeoData.open(TestDatabases.flatAsn(folder), null, null)) {
            assertThat(geo.lookup(address("81.2.69.142")).country()).isEqualTo("NO");
        }
    }

    @Test
    void whatIsNoCountryIsUnknown() throws Exception {
        Path file = TestDatabases.write(
                folder.resolve("x.mmdb"), "x", Map.of("81.2.69.0/24", Map.of("country", Map.of("iso_code", "EU"))));
        try (GeoData geo = GeoData.open(file, null, null)) {
            assertThat(geo.lookup(address("81.2.69.142")).country())
                    .as("the bundled data's")
                    .isEqualTo("GB");
        }
    }

    @Test
    void aMissingFileIsNamedWithTheFix() {
        Path missing = folder.resolve("GeoLite2-City.mmdb");
        assertThatThrownBy(() -> GeoData.open(missing, null, null))
                .isInstanceOf(GeoDataException.class)
                .hasMessage(missing + ": there is no such file; give the path of a MaxMind DB (.mmdb) file");
        assertThatThrownBy(() -> GeoData.open(folder, null, null)).hasMessageContaining("is no readable file");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        Path asn = TestDatabases.asn(folder);
        assertThatThrownBy(() -> GeoData.open(asn, null, null))
                .hasMessage(
                        asn
                                + ": is a GeoLite2-ASN database, which holds no countries or cities; give one that does, such as GeoLite2-City");
        assertThatThrownBy(() -> GeoData.open(null, TestDatabases.city(folder), null))
                .hasMessageContaining("holds no AS numbers");
        assertThatThrownBy(() -> GeoData.open(null, null, asn)).hasMessageContaining("holds no anonymiser flags");
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(TestDatabases.city(folder));
        Path cut = folder.resolve("cut.mmdb");
        for (int length = 0; length < whole.length - 1; length += 97) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> GeoData.open(cut, null, null))
                    .isInstanceOf(GeoDataException.class)
                    .hasMessageContaining(cut + ": is no whole MaxMind DB file");
        }
        Files.write(cut, Arrays.copyOfRange(whole, whole.length / 2, whole.length));
        assertThatThrownBy(() -> GeoData.open(cut, null, null)).isInstanceOf(GeoDataException.class);
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
            try (GeoData geo = GeoData.open(damaged, null, null)) {
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
        try (GeoData geo = GeoData.open(TestDatabases.city(folder), null, null)) {
            assertThat(geo.databases())
                    .extracting(DatabaseInfo::type)
                    .containsExactly("GeoLite2-City", "Gatehouse-Country-ASN");
            assertThat(geo.databases().get(0).built()).isEqualTo(TestDatabases.BUILT);
            assertThat(geo.databases().get(0).fields())
                    .contains("country.iso_code", "location.latitude", "city.names.en");
            assertThat(geo.unreadable()).isZero();
        }
    }

    private static InetAddress address(String text) {
        return IpAddresses.parse(text);
    }
}
