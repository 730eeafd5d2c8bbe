package io.gatehouse.gateway.challenge.phone;

import static io.gatehouse.gateway.challenge.Bench.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gatehouse.gateway.challenge.Opening;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneDeskTest {
    private PhoneHouse house;

    @BeforeEach
    void start() throws IOException {
        house = new PhoneHouse();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/.gatehouse/phone.js",
                "/.gatehouse/phone.css",
                "/.gatehouse/phone.svg",
                "/.gatehouse/assets/base.css"
            })
    void thePageAndItsFilesAreThereUnderAStrictPolicy(String path) throws Exception {
        HttpResponse<byte[]> got =
                house.raw(HttpRequest.newBuilder(house.origin.resolve(path)).build());
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(got.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(new String(got.body(), StandardCharsets.UTF_8)).doesNotContain("<script>", "style=", "onclick=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/login", "/.gatehouse/", "/.gatehouse/challenges/x", "/phone.html", "/.gatehouse/phone.html"})
    void nothingElseIsThere(String path) throws Exception {
        assertThat(house.raw(HttpRequest.newBuilder(house.origin.resolve(path)).build())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void pagesOfOtherOriginsAreTurnedAway() throws Exception {
        assertThat(house.post("nonce", "{}", "Origin", "http://app.example").type())
                .isEqualTo("foreign-origin");
        assertThat(house.post("nonce", "{}", "Origin", "null").type()).isEqualTo("foreign-origin");
        assertThat(house.post("nonce", "{}", "Origin", house.origin.toString()).status())
                .isEqualTo(200);
    }

    @Test
    void onlyJsonIsRead() throws Exception {
        PhoneHouse.Got got = house.send(HttpRequest.newBuilder(house.origin.resolve("/.gatehouse/phone/session"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(got.status()).isEqualTo(415);
    }

    @Test
    void bodiesAreSmall() throws Exception {
        assertThat(house.post("session", "x".repeat(4097)).status()).isEqualTo(413);
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)));
        PhoneHouse.Got got = house.send(HttpRequest.newBuilder(house.origin.resolve("/.gatehouse/phone/session"))
                .header("Content-Type", "application/json")
                .POST(chunked));
        assertThat(got.status()).isEqualTo(413);
    }

    @Test
    void methodsAreFixed() throws Exception {
        assertThat(house.send(HttpRequest.newBuilder(house.origin.resolve("/.gatehouse/phone/session")))
                        .status())
                .isEqualTo(405);
        assertThat(house.post("challenges", "{}").status()).isEqualTo(405);
    }

    @Test
    void enrolmentIsTriedThirtyTimesAMinuteAtMost() throws Exception {
        for (int attempt = 0; attempt < 30; attempt++) {
            assertThat(house.post("enrol", "{}").status()).isEqualTo(400);
        }
        assertThat(house.post("enrol", "{}").status()).isEqualTo(429);
        house.bench.pass(java.time.Duration.ofMinutes(1));
        assertThat(house.post("enrol", "{}").status()).isEqualTo(400);
    }

    @Test
    void theStreamTellsEachChange() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        HttpRequest request = HttpRequest.newBuilder(house.origin.resolve("/.gatehouse/phone/events"))
                .header("Authorization", "Bearer " + phone.token)
                .build();
        HttpResponse<Stream<String>> answer = house.client().send(request, HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        try (Stream<String> lines = answer.body()) {
            Iterator<String> events =
                    lines.filter(line -> line.startsWith("data: ")).iterator();
            assertThat(challenges(events.next())).isEmpty();
            Opening.Opened opened = house.bench.opened("ann", STRANGER, false);
            assertThat(challenges(events.next()).path(0).path("id").asText()).isEqualTo(opened.id());
            JsonNode asked = phone.asked();
            assertThat(phone.answer(asked, phone.denial(asked, false)).status()).isEqualTo(200);
            assertThat(challenges(events.next())).isEmpty();
        }
    }

    private static JsonNode challenges(String line) throws IOException {
        return PhoneHouse.JSON.readTree(line.substring("data: ".length())).path("challenges");
    }

    @Test
    void aUserHasSixteenStreamsAtMostAndOneThatGoesMakesRoom() throws Exception {
        TestPhone phone = TestPhone.enrolled(house, "ann");
        HttpRequest request = HttpRequest.newBuilder(house.origin.resolve("/.gatehouse/phone/events"))
                .header("Authorization", "Bearer " + phone.token)
                .build();
        List<HttpResponse<Stream<String>>> streams = new ArrayList<>();
        for (int stream = 0; stream < 16; stream++) {
            HttpResponse<Stream<String>> answer = house.client().send(request, HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            streams.add(answer);
        }
        assertThat(house.get("events", phone.token).type()).isEqualTo("too-many-streams");
        streams.get(0).body().close();
        org.awaitility.Awaitility.await().untilAsserted(() -> {
            HttpResponse<Stream<String>> answer = house.client().send(request, HttpResponse.BodyHandlers.ofLines());
            streams.add(answer);
            assertThat(answer.statusCode()).isEqualTo(200);
        });
        streams.forEach(stream -> stream.body().close());
    }

    @Test
    void everyPathOfTheApiIsDescribed() throws Exception {
        HttpResponse<byte[]> got = house.raw(HttpRequest.newBuilder(house.origin.resolve("/.gatehouse/openapi.yaml"))
                .build());
        JsonNode paths = new YAMLMapper().readTree(got.body()).path("paths");
        for (String path : List.of("enrol", "nonce", "session", "challenges/{challenge}/answer")) {
            assertThat(paths.path("/.gatehouse/phone/" + path).has("post"))
                    .as(path)
                    .isTrue();
        }
        for (String path : List.of("challenges", "events")) {
            assertThat(paths.path("/.gatehouse/phone/" + path).has("get"))
                    .as(path)
                    .isTrue();
        }
        for (Iterator<String> described = paths.fieldNames(); described.hasNext(); ) {
            String path = described.next();
            if (path.startsWith("/.gatehouse/phone/")) {
                URI there = house.origin.resolve(path.replace("{challenge}", "AAAAAAAAAAAAAAAAAAAAAA"));
                String method = paths.path(path).fieldNames().next().toUpperCase(java.util.Locale.ROOT);
                HttpRequest request = HttpRequest.newBuilder(there)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
                assertThat(house.raw(request).statusCode()).as(path).isNotIn(404, 405);
            }
        }
    }
}
