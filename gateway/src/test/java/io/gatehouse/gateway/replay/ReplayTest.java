package io.gatehouse.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.flow.enrich.Labels;
import io.gatehouse.gateway.flow.enrich.Located;
import io.gatehouse.geo.Place;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {
    private static final String HOME = "81.166.10.20";
    private static final String ABROAD = "187.20.30.40";
    private static final String FIREFOX =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:138.0) Gecko/20100101 Firefox/138.0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RuleBook rules = RuleBook.shipped();
    private final List<String> lines = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        rules.close();
    }

    private static Located place(InetAddress address) {
        boolean home = address.getHostAddress().startsWith("81.");
        Place place = new Place(
                home ? "NO" : "BR",
                null,
                null,
                home ? 59.9 : -23.5,
                home ? 10.7 : -46.6,
                20,
                home ? 29_695 : 28_573,
                "An operator",
                false,
                false,
                false,
                false);
        return new Located(place, Labels.NONE);
    }

    private void signsIn(String at, String ip, String device, String label) {
        lines.add(String.format(
                "{\"at\":\"%s\",\"user\":\"alice\",\"ip\":\"%s\",\"user_agent\":\"%s\",\"device\":%s,\"outcome\":\"success\"%s}",
                at,
                ip,
                FIREFOX,
                device.isEmpty() ? "null" : "\"" + device + "\"",
                label.isEmpty() ? "" : ",\"label\":\"" + label + "\""));
    }

    private void signsInDailyFor(int days) {
        Instant first = Instant.parse("2026-01-01T09:00:00Z");
        for (int day = 0; day < days; day++) {
            signsIn(first.plus(Duration.ofDays(day)).toString(), HOME, "laptop", "legit");
        }
    }

    private Rerun rerun(RuleBook book) {
        return new Rerun(book, new Config.Rules(null, Thresholds.DEFAULT, Duration.ofDays(14)), Duration.ofDays(180));
    }

    private byte[] input() {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private Result replay(byte[] input, ByteArrayOutputStream out) throws IOException, BadLine {
        try (Lines source = Lines.of("logins.jsonl", new ByteArrayInputStream(input))) {
            return new Replay(rerun(rules), null, ReplayTest::place).run(source, out, (read, share) -> {});
        }
    }

    private List<JsonNode> judged() throws IOException, BadLine {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        replay(input(), out);
        List<JsonNode> judged = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            judged.add(JSON.readTree(line));
        }
        return judged;
    }

    private static List<String> verdicts(List<JsonNode> judged) {
        return judged.stream().map(line -> line.path("verdict").asText()).toList();
    }

    @Test
    void repeatsEachLineWithWhatTheRulesDecide() throws Exception {
        signsInDailyFor(30);
        signsIn("2026-01-31T08:00:00Z", ABROAD, "", "attack:naive");

        List<JsonNode> judged = judged();

        assertThat(judged).hasSize(31);
        assertThat(verdicts(judged.subList(0, 30))).containsOnly("pass");
        JsonNode attack = judged.get(30);
        assertThat(attack.path("user").asText()).isEqualTo("alice");
        assertThat(attack.path("label").asText()).isEqualTo("attack:naive");
        assertThat(attack.path("verdict").asText()).isEqualTo("challenge");
        int sum = 0;
        for (JsonNode reason : attack.path("reasons")) {
            sum += reason.path("points").asInt();
            assertThat(reason.path("rule").asText()).isNotEmpty();
            assertThat(reason.path("text").asText()).isNotEmpty();
        }
        assertThat(attack.path("score").asInt()).isEqualTo(sum);
    }

    @Test
    void anAttackThatIsChallengedTeachesNothingAndItsOwnersJourneyDoes() throws Exception {
        signsInDailyFor(30);
        signsIn("2026-02-01T08:00:00Z", ABROAD, "", "attack:naive");
        signsIn("2026-02-02T08:00:00Z", ABROAD, "", "attack:naive");
        signsIn("2026-02-03T08:00:00Z", ABROAD, "phone", "legit");
        signsIn("2026-02-04T08:00:00Z", ABROAD, "phone", "legit");

        assertThat(verdicts(judged().subList(30, 34))).containsExactly("challenge", "challenge", "challenge", "pass");
    }

    @Test
    void theDeviceThatASignInMakesIsKnownTheNextTime() throws Exception {
        lines.add("{\"at\":\"2026-01-01T09:00:00Z\",\"user\":\"alice\",\"ip\":\"81.166.10.20\",\"device\":null,"
                + "\"new_device\":\"laptop\",\"outcome\":\"success\"}");
        for (int day = 2; day <= 31; day++) {
            signsIn(String.format("2026-01-%02dT09:00:00Z", day), HOME, "laptop", "");
        }
        assertThat(judged().get(30).path("reasons").toString()).contains("Device known for long");
    }

    @Test
    void twoRunsAreTheSameBytes() throws Exception {
        signsInDailyFor(20);
        signsIn("2026-02-01T08:00:00Z", ABROAD, "", "attack:naive");
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        String first = table(replay(input(), one));
        String second = table(replay(input(), two));
        assertThat(one.toByteArray()).isEqualTo(two.toByteArray());
        assertThat(first).isEqualTo(second);
    }

    @Test
    void gzippedInputIsTheSameInput() throws Exception {
        signsInDailyFor(3);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(input());
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        replay(input(), plain);
        replay(packed.toByteArray(), unpacked);
        assertThat(unpacked.toByteArray()).isEqualTo(plain.toByteArray());
    }

    @Test
    void theTableTellsDetectionByLabelWithItsInterval() throws Exception {
        signsInDailyFor(30);
        signsIn("2026-02-01T08:00:00Z", ABROAD, "", "attack:naive");
        Result result = replay(input(), new ByteArrayOutputStream());
        assertThat(result.counts().stopped("attack:naive")).isEqualTo(new Share(1, 1));
        assertThat(result.counts().of("legit", Verdict.CHALLENGE)).isEqualTo(new Share(0, 30));
        assertThat(table(result))
                .contains("31 sign-ins, 2026-01-01T09:00:00Z to 2026-02-01T08:00:00Z")
                .containsPattern("attack:naive +1 +100\\.00 % \\(20\\.65 – 100\\.00\\)")
                .containsPattern("legit +30 +0\\.00 % \\(0\\.00 – 11\\.35\\)");
    }

    @Test
    void intervalsAreWilsons() {
        // Brown, Cai, DasGupta 2001, and any statistics package.
        assertThat(new Share(5, 10).low()).isCloseTo(0.2366, within(1e-4));
        assertThat(new Share(5, 10).high()).isCloseTo(0.7634, within(1e-4));
        assertThat(new Share(0, 10).low()).isZero();
        assertThat(new Share(0, 10).high()).isCloseTo(0.2775, within(1e-4));
        assertThat(new Share(10, 10).high()).isEqualTo(1);
        assertThat(new Share(0, 0).toString()).isEqualTo("–");
    }

    @Test
    void twoRuleSetsAreCompared() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("a.drl"), """
                import io.gatehouse.risk.*;
                rule "Never from Brazil" when $r : Risk( place.country == "BR" ) then $r.block("Brazil"); end
                """);
        signsInDailyFor(30);
        signsIn("2026-02-01T08:00:00Z", ABROAD, "", "attack:naive");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Result result;
        try (RuleBook other = RuleBook.compile(folder);
                Lines source = Lines.of("logins.jsonl", new ByteArrayInputStream(input()))) {
            result = new Replay(rerun(rules), rerun(other), ReplayTest::place).run(source, out, (read, share) -> {});
        }
        StringWriter text = new StringWriter();
        new Report(result, new PrintWriter(text, true)).printComparison();
        assertThat(text.toString())
                .containsPattern("verdicts that differ .*3\\.23 %.* of sign-ins, 1\\R")
                .containsPattern("challenge → block +attack:naive +1\\R")
                .containsPattern("Never from Brazil \\(0\\) +0 +1\\R")
                .containsPattern("Country never signed in from \\(25\\) +1 +0\\R")
                .contains("2026-02-01T08:00:00Z  alice  attack:naive  challenge ");
        String last = out.toString(StandardCharsets.UTF_8).lines().toList().get(30);
        assertThat(JSON.readTree(last).at("/verdict").asText()).isEqualTo("challenge");
        assertThat(JSON.readTree(last).at("/against/verdict").asText()).isEqualTo("block");
    }

    @Test
    void aDecisionIsLearntWhenItsOutcomeIsRead() throws Exception {
        for (int day = 1; day <= 30; day++) {
            lines.add(String.format(
                    "{\"id\":\"d%d\",\"at\":\"2026-01-%02dT09:00:00Z\",\"mode\":\"enforce\",\"user\":\"alice\",\"ip\":\"%s\",\"user_agent\":null,\"language\":null,"
                            + "\"device\":\"7\",\"new_device\":null,\"ja4\":null,\"route\":\"/login\",\"verdict\":\"block\",\"score\":99,\"reasons\":[],\"facts\":{},\"versions\":{},\"took_us\":{}}",
                    day, day, HOME));
            lines.add("{\"id\":\"d" + day + "\",\"outcome\":\"success\"}");
        }
        lines.add(
                "{\"id\":\"x\",\"at\":\"2026-02-01T09:00:00Z\",\"user\":\"alice\",\"ip\":\"187.20.30.40\",\"facts\":{\"device\":{\"cookieForged\":true}}}");
        List<JsonNode> judged = judged();
        assertThat(judged).hasSize(61);
        assertThat(judged.get(58).path("verdict").asText()).isEqualTo("pass");
        assertThat(judged.get(58).path("score").asInt()).isZero();
        assertThat(judged.get(59).path("outcome").asText()).isEqualTo("success");
        assertThat(judged.get(60).path("reasons").toString())
                .contains("Country never signed in from", "Forged device cookie");
    }

    @Test
    void ofMaskedDecisionsTheLoggedFactsAreJudged() throws Exception {
        lines.add("{\"id\":\"x\",\"at\":\"2026-02-01T09:00:00Z\",\"user\":\"alice\",\"ip\":\"187.20.30.0/24\","
                + "\"facts\":{\"network\":{\"tor\":true},\"travel\":{\"speedKmh\":null},\"fromTheFuture\":{}}}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Result result = replay(input(), out);
        assertThat(JSON.readTree(out.toByteArray()).at("/reasons/0/rule").asText())
                .isEqualTo("Tor exit");
        assertThat(table(result)).contains("1 have masked addresses: their logged facts were judged again");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"user":"a","ip":"1.2.3.4","outcome":"success"} | lacks "at"
            {"at":"2026-01-01T00:00:00Z","ip":"1.2.3.4","outcome":"success"} | lacks "user"
            {"at":"2026-01-01T00:00:00Z","user":"a","outcome":"success"} | lacks "ip"
            {"at":"2026-01-01T00:00:00Z","user":"a","ip":"1.2.3.4"} | lacks "outcome"
            {"at":"2026-01-01T00:00:00Z","user":"a","ip":"1.2.3.4","outcome":"maybe"} | "outcome" is success or failure
            {"at":"2026-01-01T00:00:00Z","user":"a","ip":"example.com","outcome":"success"} | is no IP address
            {"at":"2026-02-30T00:00:00Z","user":"a","ip":"1.2.3.4","outcome":"success"} | "at" is a time like
            {"at":"yesterday","user":"a","ip":"1.2.3.4","outcome":"success"} | "at" is a time like
            {"at":"2026-01-01T00:00:00Z","user":"a","ip":"1.2.3.4","outcome":"success","labl":"legit"} | does not know "labl"
            {"at":"2026-01-01T00:00:00Z","user":"a","user":"b","ip":"1.2.3.4","outcome":"success"} | gives "user" twice
            {"at":"2026-01-01T00:00:00Z","user":7,"ip":"1.2.3.4","outcome":"success"} | "user" is a text
            {"at":"2026-01-01T00:00:00Z","user":"","ip":"1.2.3.4","outcome":"success"} | "user" has 1 to
            {"at":"2026-01-01T00:00:00Z","user":"a","ip":"1.2.3.4","outcome":"success","label":"attack"} | "label" is legit or
            {"at":"2026-01-01T00:00:00Z","user":"a","ip":"1.2.3.4","outcome":"success"} {} | goes on after
            {"at":"2026-01-01T00:00:00Z","user":"a" | is no JSON
            [] | is no JSON object
            {"at":"2025-12-31T23:59:59Z","user":"a","ip":"1.2.3.4","outcome":"success"} | sort the lines by "at"
            """)
    void whatCannotBeReplayedIsToldByLine(String line, String fault) {
        lines.add("{\"at\":\"2026-01-01T00:00:00Z\",\"user\":\"a\",\"ip\":\"1.2.3.4\",\"outcome\":\"success\"}");
        lines.add("");
        lines.add(line);
        assertThatThrownBy(this::judged)
                .isInstanceOf(BadLine.class)
                .hasMessageStartingWith("logins.jsonl:3: ")
                .hasMessageContaining(fault);
    }

    @Test
    void aLineThatIsTooLongIsToldBeforeItIsRead() {
        lines.add("{}".repeat(1_000_000));
        assertThatThrownBy(this::judged)
                .isInstanceOf(BadLine.class)
                .hasMessageContaining("logins.jsonl:1: is longer than 65536 bytes");
    }

    @Test
    void timesAreReadAsTheJdkReadsThem() {
        for (String text : List.of(
                "2026-05-01T10:00:00Z",
                "2024-02-29T23:59:59.5Z",
                "2026-05-01T10:00:00.123456789Z",
                "2026-05-01T10:00:00.000Z",
                "2026-05-01T12:00:00+02:00")) {
            assertThat(Times.parse(text)).isEqualTo(Instant.parse(text));
        }
    }

    private static String table(Result result) {
        StringWriter text = new StringWriter();
        new Report(result, new PrintWriter(text, true)).print();
        return text.toString();
    }
}
