package io.gatehouse.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvImportTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void countryAndNetworkFilesAreLaidOverEachOther() throws Exception {
        Path countries =
                csv("c.csv", "81.2.0.0,81.2.255.255,NO\n2a01:4f8::,2a01:4f8:ffff:ffff:ffff:ffff:ffff:ffff,SE\n");
        Path networks = csv("n.csv", "81.2.69.0,81.2.70.127,64496,\"Fish, \"\"Chips\"\" & Co\"\n");
        Place place = built(128, countries, networks, "81.2.70.1");
        assertThat(place.country()).isEqualTo("NO");
        assertThat(place.asn()).isEqualTo(64496);
        assertThat(place.organisation()).isEqualTo("Fish, \"Chips\" & Co");
        assertThat(built(128, countries, networks, "2a01:4f8::1").country()).isEqualTo("SE");
    }

    @Test
    void aHeaderNamesTheColumns() throws Exception {
        Path file = csv("h.csv", "\ufeff" + """
                # made by hand
                network,continent,country_code,state1,city,lat,lon,accuracy_radius,asn,as_name

                81.2.69.0/24,EU,NO,Oslo,Oslo,59.91,10.75,20,AS64496,Example
                81.2.70.0/24,EU,SE,,,,,,,
                """);
        assertThat(built(128, file, file, "81.2.69.1"))
                .isEqualTo(new Place(
                        "NO", "Oslo", "Oslo", 59.91, 10.75, 20, 64496, "Example", false, false, false, false));
        assertThat(built(128, file, file, "81.2.70.1").country()).isEqualTo("SE");
    }

    @Test
    void longIpv6PrefixesMayBeLeftOut() throws Exception {
        Path file = csv("c.csv", "2a01:4f8::,2a01:4f8:ffff:ffff:ffff:ffff:ffff:ffff,SE\n2a01:4f8::,2a01:4f8::ff,NO\n");
        assertThat(built(128, file, file, "2a01:4f8::1").country()).isEqualTo("NO");
        assertThat(built(48, file, file, "2a01:4f8::1").country()).isEqualTo("SE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2.3.4,1.2.3.9,NO\\n1.2.3.4,1.2.3.9|2: has 2 columns where 3 are expected",
                "1.2.3.4,1.2.3.9,Norway|1: \"Norway\" is no country; write its two capital letters of ISO 3166-1, such as NO",
                "1.2.3.9,1.2.3.4,NO|1: a range goes up within one family, but this one goes from 1.2.3.9 to 1.2.3.4",
                "1.2.3.4,::9,NO|1: a range goes up within one family, but this one goes from 1.2.3.4 to 0:0:0:0:0:0:0:9",
                "1.2.3.4,example.com,NO|1: \"example.com\" is no IP address; write one like 192.0.2.7 or 2001:db8::7",
                "1.2.3.4,1.2.3.300,NO|1: \"1.2.3.300\" is no IP address; write one like 192.0.2.7 or 2001:db8::7",
                "1.2.3.4,1.2.3.9,none,x|1: \"none\" is no AS number; write one like 64496 or AS64496",
                "1.2.3.4,1.2.3.9,1,\"x|1: has a quote that is not closed",
                "1.2.3.4,NO|1: has 2 columns and no header; write start,end,country or start,end,asn,organisation, or name the columns in a first line",
                "net,land|1: names neither network (or start and end) nor something to say of it; name columns such as network, country_code, city, latitude, longitude, asn, as_name",
                "network,latitude,longitude\\n1.2.3.0/24,91,0|2: latitude \"91\" is no number from -90 to 90",
                "network,latitude,longitude\\n1.2.3.0/24,9,|2: latitude and longitude come together, but one is empty",
                "network,is_anonymous\\n1.2.3.0/24,maybe|2: is_anonymous \"maybe\" is neither true nor false",
                "network,country\\n1.2.3.1/24,NO|2: 1.2.3.1/24 has bits set after its prefix; give the network's first address",
                "network,country\\n1.2.3.0/33,NO|2: prefix length 33 of 1.2.3.0 is not 0 to 32",
            })
    void faultsAreNamedByLine(String content, String fault) throws IOException {
        Path file = csv("bad.csv", content.replace("\\n", "\n"));
        assertThatThrownBy(() -> CsvImport.read(file, 128, new MmdbWriter(6), line -> {}))
                .isInstanceOf(GeoDataException.class)
                .hasMessage(file + ":" + fault);
    }

    @Test
    void aFileThatIsMissingOrNoTextIsNamed() throws IOException {
        assertThatThrownBy(() -> CsvImport.read(folder.resolve("none.csv"), 128, new MmdbWriter(6), line -> {}))
                .hasMessageContaining("there is no such file");
        Path binary = folder.resolve("binary.csv");
        Files.write(binary, new byte[] {'1', (byte) 0xFF, (byte) 0xFE});
        assertThatThrownBy(() -> CsvImport.read(binary, 128, new MmdbWriter(6), line -> {}))
                .hasMessageContaining("is not UTF-8");
    }

    private Path csv(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
    }

    /** Where the address is, by a database built from both files and used for both purposes. */
    private Place built(int longestIpv6, Path first, Path second, String address) throws Exception {
        MmdbWriter writer = new MmdbWriter(6);
        CsvImport.read(first, longestIpv6, writer, line -> {});
        CsvImport.read(second, longestIpv6, writer, line -> {});
        Path file = folder.resolve("built.mmdb");
        try (OutputStream out = Files.newOutputStream(file)) {
            writer.write(out, "Test", "", TestDatabases.BUILT);
        }
        DatabaseInfo info = DatabaseInfo.of(file);
        Map<DatabaseKind, Path> files = new EnumMap<>(DatabaseKind.class);
        for (DatabaseKind kind : DatabaseKind.values()) {
            if (kind == DatabaseKind.CITY || info.isA(kind)) {
                files.put(kind, file);
            }
        }
        return GeoData.open(files).lookup(IpAddresses.parse(address));
    }
}
