package io.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.exchange.NoBody;
import io.gatehouse.gateway.exchange.RecordingReply;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileAccessLogTest {
    private static final int ROOM = 64 * 1024;

    @TempDir
    private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("access.jsonl");
    }

    private Config.AccessLog config(Config.AccessLog.Format format) {
        return new Config.AccessLog(file(), format, 1, false, false, 0, 7);
    }

    private static Exchange exchange(String address, String target) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set("User-Agent", "curl\"/8 \u00e9")
                .set("Referer", "http://a/b?token=secret")
                .set("Cookie", "s=secret")
                .set("Authorization", "Bearer secret");
        try {
            return new Exchange(
                    Ids.next(),
                    Instant.parse("2026-05-01T10:00:00.025Z"),
                    new RequestHead("GET", target, "/x", null, "app.example.com", headers),
                    new Client(InetAddress.getByName(address), true),
                    new NoBody(),
                    new RecordingReply());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void answer(AccessLog log, Exchange exchange, int status) {
        Observed observed = new Observed(exchange, log, null).start();
        observed.servedBy("http://127.0.0.1:3000");
        observed.judged("challenge");
        observed.send(HttpResponseStatus.valueOf(status), EmptyHttpHeaders.INSTANCE, new byte[5]);
    }

    private String line(Config.AccessLog config, String address, String target) throws IOException {
        try (FileAccessLog log = FileAccessLog.open(config, ROOM)) {
            answer(log, exchange(address, target), 200);
        }
        List<String> lines = Files.readAllLines(config.file());
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    @Test
    void aRequestIsOneJsonObjectWithoutSecrets() throws IOException {
        String line = line(config(Config.AccessLog.Format.JSON), "192.0.2.7", "/x/%20?token=secret");

        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.get("at").textValue()).isEqualTo("2026-05-01T10:00:00.025Z");
        assertThat(json.get("id").textValue()).hasSize(22);
        assertThat(json.get("client").textValue()).isEqualTo("192.0.2.7");
        assertThat(json.get("method").textValue()).isEqualTo("GET");
        assertThat(json.get("host").textValue()).isEqualTo("app.example.com");
        assertThat(json.get("path").textValue()).isEqualTo("/x/%20");
        assertThat(json.get("protocol").textValue()).isEqualTo("HTTP/1.1");
        assertThat(json.get("status").intValue()).isEqualTo(200);
        assertThat(json.get("bytes_in").intValue()).isZero();
        assertThat(json.get("bytes_out").intValue()).isEqualTo(5);
        assertThat(json.get("took_us").isNumber()).isTrue();
        assertThat(json.get("server").textValue()).isEqualTo("http://127.0.0.1:3000");
        assertThat(json.get("verdict").textValue()).isEqualTo("challenge");
        assertThat(json.get("user_agent").textValue()).isEqualTo("curl\"/8 \u00e9");
        assertThat(json.has("end")).isFalse();
        assertThat(line).doesNotContain("secret");
    }

    @Test
    void webServersFormatsAreKnown() throws IOException {
        String start = "192.0.2.7 - - [01/May/2026:10:00:00 +0000] \"GET /x HTTP/1.1\" 200 5";

        assertThat(line(config(Config.AccessLog.Format.COMMON), "192.0.2.7", "/x?token=secret"))
                .isEqualTo(start);
        Files.delete(file());
        assertThat(line(config(Config.AccessLog.Format.COMBINED), "192.0.2.7", "/x?token=secret"))
                .isEqualTo(start + " \"http://a/b\" \"curl\\x22/8 \\xe9\"");
    }

    @Test
    void aQueryIsWrittenWhereItIsAskedFor() throws IOException {
        Config.AccessLog config = new Config.AccessLog(file(), Config.AccessLog.Format.COMMON, 1, true, false, 0, 7);

        assertThat(line(config, "192.0.2.7", "/x?y=1")).contains("GET /x?y=1 HTTP");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 192.0.2.0", "2001:db8:1:2:3:4:5:6, 2001:db8:1::"})
    void ofAMaskedAddressTheNetworkRemains(String address, String masked) throws IOException {
        Config.AccessLog config = new Config.AccessLog(file(), Config.AccessLog.Format.COMMON, 1, false, true, 0, 7);

        assertThat(line(config, address, "/")).startsWith(masked + " ");
    }

    @Test
    void ofASampleEveryFaultIsWritten() throws IOException {
        Config.AccessLog config = new Config.AccessLog(file(), Config.AccessLog.Format.COMMON, 0.1, false, false, 0, 7);
        int requests = 2_000;
        try (FileAccessLog log = FileAccessLog.open(config, 1 << 20)) {
            for (int i = 0; i < requests; i++) {
                answer(log, exchange("192.0.2.7", "/"), 200);
            }
            for (int i = 0; i < 20; i++) {
                answer(log, exchange("192.0.2.7", "/"), 502);
            }
        }

        List<String> lines = Files.readAllLines(file());
        assertThat(lines).filteredOn(line -> line.contains(" 502 ")).hasSize(20);
        assertThat(lines.size() - 20).isBetween(requests / 20, requests / 5);
    }

    @Test
    void linesForWhichThereIsNoRoomAreCountedAndTheOthersWhole() throws IOException {
        int requests = 5_000;
        long lost;
        try (FileAccessLog log = FileAccessLog.open(config(Config.AccessLog.Format.COMMON), 1_000)) {
            for (int i = 0; i < requests; i++) {
                answer(log, exchange("192.0.2.7", "/x"), 200);
            }
            lost = log.lost();
        }

        assertThat(lost).isPositive();
        assertThat(Files.readAllLines(file()))
                .hasSize((int) (requests - lost))
                .allMatch(line -> line.endsWith("\"GET /x HTTP/1.1\" 200 5"));
    }

    /** A copy of the address's four bytes is what remains, unless the compiler sees through it. */
    @Test
    void aLineMakesNextToNothing() throws IOException {
        try (FileAccessLog log = FileAccessLog.open(config(Config.AccessLog.Format.JSON), 32 << 20)) {
            Observed observed = new Observed(exchange("192.0.2.7", "/x?y"), null, null);

            assertThat(Allocated.perRun(20_000, () -> log.ended(observed))).isLessThan(50);
        }
    }

    @Test
    void aFileThatWasMovedAwayIsStartedAnew() throws IOException {
        Path moved = folder.resolve("moved");
        try (FileAccessLog log = FileAccessLog.open(config(Config.AccessLog.Format.COMMON), ROOM)) {
            answer(log, exchange("192.0.2.7", "/before"), 200);
            await().until(() -> Files.size(file()) > 0);
            Files.move(file(), moved);
            answer(log, exchange("192.0.2.7", "/after"), 200);
        }

        assertThat(Files.readString(moved)).contains("/before").doesNotContain("/after");
        assertThat(Files.readString(file())).contains("/after");
    }
}
