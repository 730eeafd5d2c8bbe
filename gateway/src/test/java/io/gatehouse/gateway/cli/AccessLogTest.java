package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.flow.Origin;
import io.gatehouse.gateway.flow.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a live gateway writes down of requests, and how it names them to clients. */
class AccessLogTest {
    @TempDir
    private Path folder = Path.of("");

    private Origin app;
    private LiveGateway gateway;

    @BeforeEach
    void start() throws Exception {
        app = Origin.that((request, socket) -> {
            if (request.line().contains("/socket")) {
                Origin.write(
                        socket,
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                byte[] said = socket.getInputStream().readNBytes(4);
                Origin.write(socket, "echo " + new String(said, StandardCharsets.US_ASCII));
                socket.close();
            } else if (request.line().contains("/breaks")) {
                Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                socket.close();
            } else if (!request.line().contains("/silent")) {
                Origin.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nX-Request-Id: app\r\nContent-Length: " + request.body().length + "\r\n\r\n"
                                + request.text());
            }
        });
        gateway = LiveGateway.configured(folder, """
                upstreams: { app: { servers: [%s] } }
                access-log: {}
                request-id: { answer: true }
                logins:
                  - { path: /login, username: { form: user }, success: { status: 200 } }
                """.formatted(app.uri()));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        app.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(new InetSocketAddress(
                gateway.address().getHost(), gateway.address().getPort()));
    }

    private List<JsonNode> lines(int count) throws IOException {
        Path file = folder.resolve("access.jsonl");
        await().until(() -> Files.readAllLines(file).size() >= count);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines).hasSize(count);
        return lines;
    }

    @Test
    void eachRequestOfAConnectionIsALine() throws IOException {
        String id;
        try (RawClient client = client()) {
            client.send("GET /a?secret HTTP/1.1\r\nHost: App.example.com\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
            id = client.answer().header("X-Request-Id");
            client.send("POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            client.answer();
            client.send("GET /.gatehouse/nothing HTTP/1.1\r\nHost: a\r\n\r\n");
            client.answer();
        }

        List<JsonNode> lines = lines(3);
        assertThat(lines.get(0).get("id").textValue()).isEqualTo(id).hasSize(22);
        assertThat(lines.get(0).get("client").textValue()).isEqualTo("192.0.2.7");
        assertThat(lines.get(0).get("host").textValue()).isEqualTo("app.example.com");
        assertThat(lines.get(0).get("path").textValue()).isEqualTo("/a");
        assertThat(lines.get(0).get("server").textValue()).isEqualTo(app.uri().toString());
        assertThat(lines.get(1).get("bytes_in").intValue()).isEqualTo(5);
        assertThat(lines.get(1).get("bytes_out").intValue()).isEqualTo(5);
        assertThat(lines.get(2).get("status").intValue()).isEqualTo(404);
        assertThat(lines.get(2).has("server")).isFalse();
    }

    @Test
    void aSignInsLineHasItsVerdictAndTheDecisionsId() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\nX-Forwarded-For: " + Visitor.SINGAPORE
                            + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nuser=ann")
                    .answer();
        }

        JsonNode line = lines(1).get(0);
        assertThat(line.get("verdict").textValue()).isEqualTo("block");
        assertThat(line.get("bytes_in").intValue()).isEqualTo(8);
        gateway.awaitOutcome("success");
        assertThat(gateway.decisions().get(0))
                .startsWith("{\"id\":\"" + line.get("id").textValue() + "\"");
    }

    @Test
    void aWebSocketIsALineOnceItIsClosed() throws IOException {
        try (RawClient client = client()) {
            client.send("GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.answerWithoutBody().header("X-Request-Id")).hasSize(22);
            assertThat(client.send("ping").rest()).isEqualTo("echo ping");
        }

        JsonNode line = lines(1).get(0);
        assertThat(line.get("status").intValue()).isEqualTo(101);
        assertThat(line.get("bytes_in").intValue()).isEqualTo(4);
        assertThat(line.get("bytes_out").intValue()).isEqualTo(9);
    }

    @Test
    void anAnswerThatBreaksOffIsALineThatSaysSo() throws IOException {
        try (RawClient client = client()) {
            client.send("GET /breaks HTTP/1.1\r\nHost: a\r\n\r\n").rest();
        }

        JsonNode line = lines(1).get(0);
        assertThat(line.get("status").intValue()).isEqualTo(200);
        assertThat(line.get("end").textValue()).isEqualTo("aborted");
        assertThat(line.get("bytes_out").intValue()).isEqualTo(4);
    }

    @Test
    void aClientThatLeavesFirstIsALineThatSaysSo() throws IOException {
        try (RawClient client = client()) {
            client.send("GET /silent HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> !app.requests().isEmpty());
        }

        JsonNode line = lines(1).get(0);
        assertThat(line.get("status").intValue()).isEqualTo(499);
        assertThat(line.get("end").textValue()).isEqualTo("left");
    }
}
