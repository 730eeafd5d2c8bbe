package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GeoCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void lookupPrintsAPlaceInReadableLines() {
        assertThat(run("lookup", "81.2.69.142", "10.0.0.1")).isZero();
        assertThat(out.toString().lines())
                .containsSubsequence(
                        "81.2.69.142", "  place        GB", "10.0.0.1", "  place        private: of no public network")
                .anyMatch(line -> line.matches(" {2}coordinates {2}-?[0-9.]+ -?[0-9.]+ ± [0-9]+ km"))
                .anyMatch(line -> line.startsWith("  network      AS20712 "));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void lookupPrintsOneJsonObjectALine() {
        assertThat(run("lookup", "--json", "2a01:4f8::1", "192.0.2.1")).isZero();
        JsonNode[] answers = out.toString().lines().map(GeoCommandTest::json).toArray(JsonNode[]::new);
        assertThat(answers).hasSize(2);
        assertThat(answers[0].get("country").textValue()).isEqualTo("DE");
        assertThat(answers[0].get("asn").longValue()).isEqualTo(24940);
        assertThat(answers[0].get("city").isNull()).isTrue();
        assertThat(answers[1].get("local").booleanValue()).isTrue();
        assertThat(answers[1].get("latitude").isNull()).isTrue();
    }

    @Test
    void whatBuildMakesInfoDescribesAndLookupReads() throws IOException {
        Path csv = Files.writeString(
                folder.resolve("places.csv"),
                "network,country,city,latitude,longitude,accuracy_radius\n81.2.69.0/24,NO,Oslo,59.91,10.75,20\n");
        Path file = folder.resolve("places.mmdb");

        assertThat(run(
                        "build",
                        "--csv",
                        csv.toString(),
                        "--out",
                        file.toString(),
                        "--type",
                        "My-City",
                        "--built",
                        "2026-01-02T03:04:05Z"))
                .isZero();
        assertThat(out.toString()).contains(file + ": " + Files.size(file) + " bytes");
        assertThat(err.toString()).contains(csv + ": 2 lines read");
        assertThat(run("info", file.toString())).isZero();
        assertThat(out.toString())
                .contains("My-City", "2026-01-02T03:04:05Z", "IPv4 and IPv6", "city.names.en, country.iso_code");
        assertThat(run("lookup", "81.2.69.7", "--city", file.toString())).isZero();
        assertThat(out.toString()).contains("Oslo, NO", "59.9100 10.7500 ± 20 km");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(csv, file);
        }
    }

    @Test
    void aFaultInACsvFileNamesItsLineAndLeavesTheOldFileAlone() throws IOException {
        Path csv = Files.writeString(folder.resolve("bad.csv"), "1.0.0.0,1.0.0.255,NO\n1.0.1.0,1.0.1.255,Norway\n");
        Path file = Files.writeString(folder.resolve("old.mmdb"), "old");

        assertThat(run("build", "--csv", csv.toString(), "--out", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains(csv + ":2: \"Norway\" is no country");
        assertThat(out.toString()).isEmpty();
        assertThat(file).hasContent("old");
    }

    @Test
    void aFolderThatDoesNotExistIsAFailureWithoutAStackTrace() throws IOException {
        Path csv = Files.writeString(folder.resolve("good.csv"), "1.0.0.0,1.0.0.255,NO\n");

        assertThat(run(
                        "build",
                        "--csv",
                        csv.toString(),
                        "--out",
                        folder.resolve("none/x.mmdb").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("cannot write").contains("none").doesNotContain("\tat ");
    }

    @Test
    void aMissingOrWrongDatabaseIsAFailure() throws IOException {
        Path text = Files.writeString(folder.resolve("x.mmdb"), "no database");
        assertThat(run("info", folder.resolve("none.mmdb").toString())).isEqualTo(1);
        assertThat(run("lookup", "--city", text.toString(), "1.1.1.1")).isEqualTo(1);
        assertThat(err.toString()).contains("none.mmdb: there is no such file", "x.mmdb: is no whole MaxMind DB file");
    }

    @Test
    void aMisuseIsAUsageError() {
        assertThat(run("lookup", "localhost")).isEqualTo(2);
        assertThat(err.toString()).contains("\"localhost\" is no IP address");
        assertThat(run("lookup")).isEqualTo(2);
        assertThat(run("build", "--out", "x.mmdb")).isEqualTo(2);
        assertThat(run("build", "--csv", "x.csv", "--out", "x.mmdb", "--ipv6-prefix", "129"))
                .isEqualTo(2);
        assertThat(run("look")).isEqualTo(2);
    }

    private int run(String... arguments) {
        return new CommandLine(new GeoCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
