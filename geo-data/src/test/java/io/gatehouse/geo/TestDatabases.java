package io.gatehouse.geo;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small databases in the schemas of the large publishers, written by our own writer. */
final class TestDatabases {
    static final Instant BUILT = Instant.parse("2026-01-02T03:04:05Z");

    private TestDatabases() {}

    static Path city(Path folder) throws IOException {
        return write(
                folder.resolve("GeoLite2-City.mmdb"),
                "GeoLite2-City",
                Map.of(
                        "81.2.69.0/24",
                        Map.of(
                                "country",
                                        Map.of(
                                                "iso_code",
                                                "GB",
                                                "geoname_id",
                                                2635167L,
                                                "names",
                                                names("United Kingdom")),
                                "subdivisions", List.of(Map.of("iso_code", "ENG", "names", names("England"))),
                                "city", Map.of("geoname_id", 2643743L, "names", names("London")),
                                "location", Map.of("latitude", 51.5142, "longitude", -0.0931, "accuracy_radius", 10)),
                        "2a02:cf40::/29",
                        Map.of("country", Map.of("iso_code", "NO", "names", names("Norway"))),
                        "8.8.8.0/24",
                        Map.of("location", Map.of("latitude", 37.751, "longitude", -97.822, "accuracy_radius", 1000))));
    }

    static Path asn(Path folder) throws IOException {
        return write(
                folder.resolve("GeoLite2-ASN.mmdb"),
                "GeoLite2-ASN",
                Map.of(
                        "81.2.69.0/24",
                        Map.of(
                                "autonomous_system_number",
                                64496L,
                                "autonomous_system_organization",
                                "Example Networks")));
    }

    static Path anonymous(Path folder) throws IOException {
        return write(
                folder.resolve("GeoIP2-Anonymous-IP.mmdb"),
                "GeoIP2-Anonymous-IP",
                Map.of(
                        "81.2.69.1/32", Map.of("is_anonymous", true, "is_tor_exit_node", true),
                        "81.2.69.2/32", Map.of("is_anonymous", true, "is_anonymous_vpn", true),
                        "81.2.69.3/32", Map.of("is_anonymous", true, "is_hosting_provider", true)));
    }

    static Path isp(Path folder) throws IOException {
        return write(
                folder.resolve("GeoIP2-ISP.mmdb"),
                "GeoIP2-ISP",
                Map.of(
                        "81.2.69.0/24",
                        Map.of(
                                "autonomous_system_number",
                                64498L,
                                "autonomous_system_organization",
                                "Example Access",
                                "isp",
                                "Example Broadband",
                                "organization",
                                "Example Customer")));
    }

    static Path connectionType(Path folder) throws IOException {
        return write(
                folder.resolve("GeoIP2-Connection-Type.mmdb"),
                "GeoIP2-Connection-Type",
                Map.of("81.2.69.0/24", Map.of("connection_type", "Cellular")));
    }

    /** DB-IP's fields, as npm redistributes them: strings and floats side by side. */
    static Path flatCity(Path folder) throws IOException {
        return write(
                folder.resolve("dbip-city.mmdb"),
                "city",
                Map.of(
                        "81.2.69.0/24",
                        Map.of(
                                "country_code",
                                "GB",
                                "state1",
                                "England",
                                "city",
                                "London",
                                "latitude",
                                51.5f,
                                "longitude",
                                -0.09f),
                        "81.2.70.0/24",
                        Map.of(
                                "country_code",
                                "GB",
                                "state1",
                                "",
                                "city",
                                "",
                                "latitude",
                                51.5f,
                                "longitude",
                                -0.09f)));
    }

    /** IPinfo's fields: the country's name beside its code, the number as text. */
    static Path flatAsn(Path folder) throws IOException {
        return write(
                folder.resolve("ipinfo_lite.mmdb"),
                "ipinfo_lite.mmdb",
                Map.of(
                        "81.2.69.0/24",
                        Map.of(
                                "asn",
                                "AS64497",
                                "as_name",
                                "Example Lite",
                                "country",
                                "Norway",
                                "country_code",
                                "NO")));
    }

    static Path write(Path file, String type, Map<String, Map<String, Object>> networks) throws IOException {
        MmdbWriter writer = new MmdbWriter(6);
        networks.forEach((network, fields) -> writer.insert(Cidr.parse(network), fields));
        try (OutputStream out = Files.newOutputStream(file)) {
            writer.write(out, type, "For tests", BUILT);
        }
        return file;
    }

    static @Nullable Map<?, ?> find(Reader reader, InetAddress address) throws IOException {
        return reader.get(address, Map.class);
    }

    private static Map<String, Object> names(String english) {
        return Map.of("en", english, "de", "auf Deutsch");
    }
}
