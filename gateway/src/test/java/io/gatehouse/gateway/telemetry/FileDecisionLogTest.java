package io.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDecisionLogTest {
    private static final String COOKIE = "v1.AQIDBAUGBwgJCgsMDQ4PEA.1772442000.k1.signature";

    @TempDir
    Path directory;

    private volatile Instant now = Instant.parse("2026-03-31T10:00:00Z");

    private Path file() {
        return directory.resolve("decisions.jsonl");
    }

    private FileDecisionLog open(Path file, int waitingLines) throws IOException {
        return FileDecisionLog.open(file, waitingLines, Duration.ofDays(30), () -> now);
    }

    private static Decision decision(String id) throws IOException {
        return decision(id, Instant.parse("2026-03-31T09:00:00.25Z"));
    }

    private static Decision decision(String id, Instant at) throws IOException {
        return new Decision(
                new LoginAttempt(
                        id,
                        at,
                        "/login",
                        "alice\n\"x\"",
                        InetAddress.getByName("2001:db8::7"),
                        "Mozilla/5.0",
                        "nb",
                        COOKIE),
                Config.Mode.ENFORCE,
                "5f1e",
                null,
                new Judgement(
                        Verdict.CHALLENGE,
                        45,
                        List.of(new Reason("Travels faster than an airliner", 45, "too far, too soon")),
                        false,
                        false,
                        "r1"),
                Facts.UNKNOWN,
                Map.of("geo", "g1", "config", "c1"),
                Map.of("enrich", 120L, "judge", 15L));
    }

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    @Test
    void whatIsOlderThanTheRetentionIsDroppedAndWhatComesAfterIsNot() throws Exception {
        try (FileDecisionLog log = open(file(), 100)) {
            for (int day = 0; day < 40; day++) {
                log.judged(
                        decision("d" + day, now.minus(Duration.ofDays(40 - day)).plusSeconds(60)));
                log.ended("d" + day, Outcome.SUCCESS);
            }
        }
        Files.writeString(file(), "{\"id\":\"broken off", StandardOpenOption.APPEND);
        try (FileDecisionLog log = open(file(), 100)) {
            await().until(() -> Files.readAllLines(file()).size() == 61);
            assertThat(Files.readAllLines(file()).get(0)).startsWith("{\"id\":\"d10\",\"at\"");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            log.judged(decision("new", now));
            await().until(() -> Files.readAllLines(file()).size() == 62);

            now = now.plus(Duration.ofDays(20));
            await().until(() -> Files.readAllLines(file()).size() == 22);
            assertThat(Files.readAllLines(file()).get(0)).startsWith("{\"id\":\"d30\",\"at\"");

            now = now.plus(Duration.ofDays(90));
            await().until(() -> Files.size(file()) == 0);
        }
    }

    @Test
    void aDecisionIsOneLineAndItsOutcomeAnother() throws Exception {
        try (FileDecisionLog log = open(file(), 100)) {
            log.judged(decision("d1"));
            log.ended("d1", Outcome.SUCCESS);
        }
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(2);
        JsonNode first = json(lines.get(0));
        assertThat(first.get("id").asText()).isEqualTo("d1");
        assertThat(first.get("at").asText()).isEqualTo("2026-03-31T09:00:00.250Z");
        assertThat(first.get("mode").asText()).isEqualTo("enforce");
        assertThat(first.get("user").asText()).isEqualTo("alice\n\"x\"");
        assertThat(first.get("ip").asText()).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(first.get("device").asText()).isEqualTo("5f1e");
        assertThat(first.get("ja4").isNull()).isTrue();
        assertThat(first.get("route").asText()).isEqualTo("/login");
        assertThat(first.get("verdict").asText()).isEqualTo("challenge");
        assertThat(first.get("score").asInt()).isEqualTo(45);
        assertThat(first.at("/reasons/0/rule").asText()).isEqualTo("Travels faster than an airliner");
        assertThat(first.at("/reasons/0/points").asInt()).isEqualTo(45);
        assertThat(first.at("/versions/rules").asText()).isEqualTo("r1");
        assertThat(first.at("/versions/geo").asText()).isEqualTo("g1");
        assertThat(first.at("/took_us/enrich").asLong()).isEqualTo(120);
        assertThat(json(lines.get(1))).isEqualTo(json("{\"id\":\"d1\",\"outcome\":\"success\"}"));
    }

    @Test
    void anUnknownFactIsNull() throws Exception {
        try (FileDecisionLog log = open(file(), 100)) {
            log.judged(decision("d1"));
        }
        JsonNode facts = json(Files.readString(file())).get("facts");
        assertThat(facts.at("/travel/speedKmh").isNull()).isTrue();
        assertThat(facts.at("/device/known").isBoolean()).isTrue();
        assertThat(facts.at("/place/country").asText()).isEmpty();
        assertThat(facts.at("/velocity")).hasSameSizeAs(Facts.Velocity.class.getRecordComponents());
    }

    @Test
    void theCookieIsNotLogged() throws Exception {
        try (FileDecisionLog log = open(file(), 100)) {
            log.judged(decision("d1"));
        }
        assertThat(Files.readString(file())).doesNotContain("AQIDBAUGBwgJCgsMDQ4PEA");
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        open(file(), 100).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aLogThatWasMovedAwayIsStartedAnew() throws Exception {
        Path rotated = directory.resolve("decisions.jsonl.1");
        try (FileDecisionLog log = open(file(), 100)) {
            log.ended("before", Outcome.SUCCESS);
            await().until(() -> Files.size(file()) > 0);
            Files.move(file(), rotated);
            log.ended("after", Outcome.SUCCESS);
        }
        assertThat(Files.readString(rotated)).contains("before").doesNotContain("after");
        assertThat(Files.readString(file())).contains("after");
    }

    @Test
    void whatIsThereIsContinued() throws Exception {
        Files.writeString(file(), "{\"id\":\"old\"}\n");
        try (FileDecisionLog log = open(file(), 100)) {
            log.ended("new", Outcome.FAILURE);
        }
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void linesBeyondTheQueueAreCountedAndTheOthersWritten() throws Exception {
        int lines = 200_000;
        long lost;
        try (FileDecisionLog log = open(file(), 5)) {
            for (int i = 0; i < lines; i++) {
                log.ended("d" + i, Outcome.SUCCESS);
            }
            lost = log.lost();
        }
        assertThat(lost).isPositive();
        try (var written = Files.lines(file())) {
            assertThat(written.count()).isEqualTo(lines - lost);
        }
    }

    @Test
    void afterItWasClosedLinesAreLostAndCounted() throws Exception {
        FileDecisionLog log = open(file(), 5);
        log.close();
        log.ended("late", Outcome.SUCCESS);
        assertThat(log.lost()).isEqualTo(1);
        assertThat(Files.size(file())).isZero();
    }

    @Test
    void aDiskThatComesBackIsWrittenToAgain() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("log"));
        Path inside = folder.resolve("decisions.jsonl");
        try (FileDecisionLog log = open(inside, 5)) {
            Files.delete(inside);
            Files.delete(folder);
            log.ended("gone", Outcome.SUCCESS);
            await().until(() -> log.lost() == 1);
            Files.createDirectory(folder);
            log.ended("back", Outcome.SUCCESS);
        }
        assertThat(Files.readString(inside)).contains("back").doesNotContain("gone");
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(file(), elsewhere);
        assertThatThrownBy(() -> open(file(), 5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("decisions.jsonl")
                .hasMessageContaining("no symbolic link");
    }
}
