package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static io.gatehouse.gateway.cli.Visitor.SINGAPORE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.cli.phone.PhoneClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-ins by HTTP Basic: proved by the probe, judged once, and never by executing the request first. */
class BasicSignInTest {
    @TempDir
    private Path folder = Path.of("");

    private StubbornApp app;
    private LiveGateway gateway;

    @BeforeEach
    void start() throws Exception {
        app = new StubbornApp();
        gateway = LiveGateway.with(folder, app.address(), """
                mode: enforce
                logins:
                  - path: /**
                    username: { basic: { probe: GET /api/me } }
                    success: { status: [200] }
                """);
    }

    @AfterEach
    void close() {
        gateway.close();
        app.close();
    }

    private Visitor program(String from, String password) {
        String pair = Base64.getEncoder().encodeToString(("ann:" + password).getBytes(StandardCharsets.UTF_8));
        return Visitor.program(gateway, from).with("Authorization", "Basic " + pair);
    }

    private long judged() {
        return gateway.decisions().stream()
                .filter(line -> line.contains("\"verdict\""))
                .count();
    }

    @Test
    void goodCredentialsAreJudgedOnceForManyRequests() throws Exception {
        Visitor ann = program(NORWAY, "right");

        for (int i = 0; i < 3; i++) {
            assertThat(ann.post("/upload", "text/plain", "abc").body()).isEqualTo("3 bytes from ann");
        }

        assertThat(judged()).isEqualTo(1);
        assertThat(app.seen("GET /api/me")).hasSize(1);
        assertThat(app.seen("POST /upload")).hasSize(3);
    }

    @Test
    void wrongCredentialsGetTheProbesRefusalAndTheRequestIsNotSent() throws Exception {
        HttpResponse<String> answer = program(NORWAY, "wrong").post("/upload", "text/plain", "abc");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"stubborn\"");
        assertThat(app.seen("POST /upload")).isEmpty();
    }

    @Test
    void whatIsBlockedReachesNothing() throws Exception {
        assertThat(program(SINGAPORE, "right").get("/home").statusCode()).isEqualTo(403);
        assertThat(app.seen("GET /api/me")).isEmpty();
        assertThat(app.seen("GET /home")).isEmpty();
    }

    @Test
    void approvedCredentialsPassWhenTheRequestIsRepeated() throws Exception {
        PhoneClient phone = gateway.phoneOf("ann");
        Visitor ann = program(BRAZIL, "right");
        HttpResponse<String> challenged = ann.post("/upload", "text/plain", "abc");
        assertThat(challenged.statusCode()).isEqualTo(401);
        assertThat(ann.post("/upload", "text/plain", "abc").statusCode()).isEqualTo(401);
        assertThat(phone.asked()).hasSize(1);

        phone.approve(
                phone.asked().get(0),
                new ObjectMapper().readTree(challenged.body()).path("code").asText());

        assertThat(ann.post("/upload", "text/plain", "abc").body()).isEqualTo("3 bytes from ann");
        assertThat(app.seen("POST /upload")).hasSize(1);
        assertThat(judged()).isEqualTo(1);
    }

    @Test
    void aBrowserWaitsOnThePageAndThenLoadsWhatItAskedFor() throws Exception {
        PhoneClient phone = gateway.phoneOf("ann");
        String pair = Base64.getEncoder().encodeToString("ann:right".getBytes(StandardCharsets.UTF_8));
        Visitor ann = Visitor.browser(gateway, BRAZIL).with("Authorization", "Basic " + pair);

        HttpResponse<String> sent = ann.get("/api/me");
        assertThat(sent.statusCode()).isEqualTo(303);
        String page =
                ann.get(sent.headers().firstValue("Location").orElseThrow()).body();
        phone.approve(phone.asked().get(0), ShownCode.inPage(page));

        assertThat(ann.get("/api/me").body()).isEqualTo("ann");
    }

    @Test
    void deniedCredentialsStayOut() throws Exception {
        PhoneClient phone = gateway.phoneOf("ann");
        Visitor ann = program(BRAZIL, "right");
        ann.get("/home");

        phone.deny(phone.asked().get(0), true);

        assertThat(ann.get("/home").statusCode()).isEqualTo(403);
        assertThat(app.seen("GET /home")).isEmpty();
    }
}
