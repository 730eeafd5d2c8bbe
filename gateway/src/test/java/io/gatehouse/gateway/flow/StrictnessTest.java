package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of raw requests. Each is followed by a second one on the same connection, which the application must not see when the first was refused. */
@ExtendWith(NoLeaks.class)
class StrictnessTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    private static Origin origin;
    private static Proxy proxy;

    @BeforeAll
    static void start() throws IOException {
        origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        proxy = Proxy.before(origin.uri());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        origin.close();
    }

    static Stream<Arguments> refused() throws IOException {
        return rows("refused.txt").map(r -> Arguments.of(Integer.parseInt(r.get(0)), r.get(1), bytes(r.get(2))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void refused(int status, String why, String request) throws IOException {
        int before = origin.requests().size();
        try (RawClient client = proxy.client()) {
            RawClient.Answer answer = client.send(request + SMUGGLED).answer();
            assertThat(answer.status()).as(why).isEqualTo(status);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            client.socket().shutdownOutput();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(origin.requests()).hasSize(before);
    }

    static Stream<Arguments> brokenBodies() throws IOException {
        return rows("broken-bodies.txt").map(r -> Arguments.of(r.get(0), bytes(r.get(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void brokenBodies(String why, String request) throws IOException {
        int before = origin.requests().size();
        try (RawClient client = proxy.client()) {
            RawClient.Answer answer = client.send(request + SMUGGLED).answer();
            assertThat(answer.status()).as(why).isEqualTo(400);
            client.socket().shutdownOutput();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(origin.requests()).hasSize(before);
    }

    static Stream<Arguments> served() throws IOException {
        return rows("served.txt").map(r -> Arguments.of(r.get(0), bytes(r.get(1)), bytes(r.get(2))));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void served(String target, String path, String request) throws IOException {
        int before = origin.requests().size();
        int judged = proxy.exchanges().size();
        boolean closes;
        try (RawClient client = proxy.client()) {
            RawClient.Answer answer = client.send(request + NEXT).answer();
            assertThat(answer.status()).isEqualTo(200);
            closes = answer.header("Connection").equals("close");
            // What follows on the connection begins where this request ends, or is not read at all.
            if (closes) {
                assertThat(client.rest()).isEmpty();
            } else {
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
        assertThat(origin.requests()).hasSize(before + (closes ? 1 : 2));
        Origin.Request arrived = origin.requests().get(before);
        assertThat(arrived.line().split(" ", -1)[1]).isEqualTo(target.replace("\\\\", "\\"));
        assertThat(arrived.headers().stream()
                        .filter(h -> h.toLowerCase(Locale.ROOT).startsWith("host:")))
                .hasSize(1);
        assertThat(arrived.trailers()).isSubsetOf("X: y");
        assertThat(proxy.exchanges().get(judged).head().path()).isEqualTo(path);
        if (!closes) {
            assertThat(origin.requests().get(before + 1).line()).isEqualTo("GET /next HTTP/1.1");
        }
    }

    static Stream<List<String>> rows(String table) throws IOException {
        try (InputStream in = Objects.requireNonNull(StrictnessTest.class.getResourceAsStream(table), table)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" \\| ", -1)));
        }
    }

    static String bytes(String escaped) {
        return Pattern.compile("\\\\(r|n|t|0|\\\\|x([0-9a-f]{2}))")
                .matcher(escaped)
                .replaceAll(match -> {
                    String code = match.group(1);
                    char meant = switch (code.charAt(0)) {
                        case 'r' -> '\r';
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case '0' -> '\0';
                        case 'x' -> (char) Integer.parseInt(match.group(2), 16);
                        default -> '\\';
                    };
                    return java.util.regex.Matcher.quoteReplacement(String.valueOf(meant));
                });
    }
}
