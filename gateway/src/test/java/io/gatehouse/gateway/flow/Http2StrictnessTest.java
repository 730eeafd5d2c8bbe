package io.gatehouse.gateway.flow;

import static io.gatehouse.gateway.flow.Http2Client.END_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 requests that would become something else if they were written as HTTP/1. The application must see nothing of any of them. */
@ExtendWith(NoLeaks.class)
class Http2StrictnessTest {
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
        return StrictnessTest.rows("http2-refused.txt")
                .map(row -> Arguments.of(row.get(0), changed(row.subList(1, row.size()))));
    }

    private static String[] changed(List<String> changes) {
        List<String> fields =
                new ArrayList<>(List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "localhost"));
        for (String escaped : changes) {
            String change = StrictnessTest.bytes(escaped.replace("\\s", "\\x20"));
            boolean first = change.startsWith("^");
            boolean again = change.startsWith("+");
            if (change.startsWith("-")) {
                int at = fields.indexOf(change.substring(1));
                fields.subList(at, at + 2).clear();
                continue;
            }
            String field = first || again ? change.substring(1) : change;
            int equals = field.indexOf('=');
            String name = field.substring(0, equals);
            String value = field.substring(equals + 1);
            int at = fields.indexOf(name);
            if (first) {
                fields.addAll(0, List.of(name, value));
            } else if (again || at < 0) {
                fields.addAll(List.of(name, value));
            } else {
                fields.set(at + 1, value);
            }
        }
        return fields.toArray(new String[0]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String why, String[] fields) throws IOException {
        int before = origin.requests().size();
        try (Http2Client client = Http2Client.greeting(proxy)) {
            client.request(1, END_STREAM, fields);
            Http2Client.Frame verdict = client.on(1);
            switch (verdict.type()) {
                case Http2Client.HEADERS ->
                    assertThat(Integer.parseInt(client.decode(verdict).status().toString()))
                            .as(why)
                            .isBetween(400, 501);
                case Http2Client.RST_STREAM, Http2Client.GOAWAY ->
                    assertThat(verdict.error()).as("PROTOCOL_ERROR").isEqualTo(1);
                default -> throw new AssertionError(verdict);
            }
        }
        assertThat(origin.requests()).hasSize(before);
    }

    @Test
    void moreBodyThanAnnouncedIsNoSecondRequest() throws IOException {
        int before = origin.requests().size();
        try (Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/", "content-length", "4")
                    .data(1, END_STREAM, "okokGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.on(1).type()).isEqualTo(Http2Client.RST_STREAM);
            // Another request shows that the application's connection is not left with half a body.
            assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
        }
        assertThat(origin.requests().subList(before, origin.requests().size()))
                .allMatch(request -> request.line().equals("GET / HTTP/1.1"));
    }

    @Test
    void lessBodyThanAnnouncedIsNoRequest() throws IOException {
        int before = origin.requests().size();
        try (Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/", "content-length", "10").data(1, END_STREAM, "ok");
            assertThat(client.on(1).type()).isEqualTo(Http2Client.RST_STREAM);
            assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
        }
        assertThat(origin.requests().subList(before, origin.requests().size()))
                .allMatch(request -> request.line().equals("GET / HTTP/1.1"));
    }

    /** RFC 9110, 8.6 allows it; what matters is that the application cannot see two. */
    @Test
    void aLengthThatIsRepeatedTheSameBecomesOne() throws IOException {
        try (Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/", "content-length", "2", "content-length", "2").data(1, END_STREAM, "ok");
            assertThat(client.answer(1).status()).isEqualTo(200);
        }
        assertThat(origin.requests().get(origin.requests().size() - 1).headers())
                .filteredOn(header -> header.toLowerCase(Locale.ROOT).startsWith("content-length"))
                .containsExactly("content-length: 2");
    }

    @Test
    void pseudoHeadersAmongTheTrailersAreRefused() throws IOException {
        int before = origin.requests().size();
        try (Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/").data(1, 0, "ok").request(1, END_STREAM, ":path", "/other");
            assertThat(client.on(1).type()).isEqualTo(Http2Client.RST_STREAM);
        }
        assertThat(origin.requests()).hasSize(before);
    }

    @Test
    void anEncodedLineBreakInAQueryStaysOne() throws IOException {
        try (Http2Client client = Http2Client.greeting(proxy)) {
            assertThat(client.get(1, "/a?b=%0d%0ax").answer(1).status()).isEqualTo(200);
        }
        assertThat(origin.requests().get(origin.requests().size() - 1).line()).isEqualTo("GET /a?b=%0d%0ax HTTP/1.1");
    }
}
