package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.cli.phone.PhoneClient;
import io.gatehouse.gateway.cli.phone.PhoneClient.Asked;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-ins that wait for approval, in front of an application that never rotates its session: nobody gets in around the waiting page. */
class HoldTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    private StubbornApp app;
    private LiveGateway gateway;
    private PhoneClient phone;
    private Visitor ann;
    private String session;

    @BeforeEach
    void start() throws Exception {
        app = new StubbornApp();
        gateway = LiveGateway.enforcing(folder, app);
        phone = gateway.phoneOf("ann");
        ann = Visitor.browser(gateway, BRAZIL);
        ann.get("/login");
        session = ann.cookie(StubbornApp.COOKIE);
    }

    @AfterEach
    void close() {
        gateway.close();
        app.close();
    }

    /** Signs ann in, up to the waiting page; tells its path. */
    private String wait(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        String page = answer.headers().firstValue("Location").orElseThrow();
        assertThat(page).startsWith("/.gatehouse/challenges/");
        return page;
    }

    private String codeOn(String page) throws Exception {
        return ShownCode.inPage(ann.get(page).body());
    }

    private Asked asked() throws Exception {
        return phone.asked().get(0);
    }

    private HttpResponse<String> finish(String page) throws Exception {
        String challenge = page.substring(page.lastIndexOf('/') + 1);
        return ann.post("/login", Visitor.FORM, "gatehouse-finish=" + challenge);
    }

    @Test
    void anApprovedSignInGetsTheApplicationsOwnAnswerOnceAndItsSessionIsFree() throws Exception {
        String page = wait(ann.signIn("ann", "right"));
        assertThat(app.userOf(session)).contains("ann");

        phone.approve(asked(), codeOn(page));
        HttpResponse<String> answer = finish(page);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("home?welcome");
        assertThat(ann.get("/home").body()).isEqualTo("<h1>Hello ann</h1>");
        assertThat(finish(page).statusCode()).isIn(404, 410);
        gateway.awaitOutcome("success");
    }

    @Test
    void thePhoneShowsWhoAsksFromWhere() throws Exception {
        wait(ann.signIn("ann", "right"));

        Asked asked = asked();

        assertThat(asked.place()).isEqualTo("Brazil");
        assertThat(asked.device()).isEqualTo("Firefox on Linux");
        assertThat(asked.address()).isEqualTo(BRAZIL);
        assertThat(asked.application()).startsWith("127.0.0.1");
    }

    @Test
    void nobodyGetsInAroundTheWaitingPage() throws Exception {
        Visitor thief = ann.thief(gateway, BRAZIL);
        Visitor program = Visitor.program(gateway, BRAZIL).with("Cookie", "x=1; STUBBORN=\"" + session + "\"");
        String page = wait(ann.signIn("ann", "right"));

        assertThat(wait(ann.get("/home"))).isEqualTo(page);
        assertThat(wait(ann.get("/"))).isEqualTo(page);
        assertThat(thief.get("/home").statusCode()).isEqualTo(401);
        assertThat(thief.post("/upload", "text/plain", "x").statusCode()).isEqualTo(401);
        assertThat(program.get("/home").statusCode()).isEqualTo(401);
        assertThat(Visitor.program(gateway, BRAZIL)
                        .with("Authorization", "Bearer " + session)
                        .get("/home")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Visitor.program(gateway, NORWAY).get("/home;" + session).body())
                .doesNotContain("ann");
        assertThat(Visitor.program(gateway, NORWAY)
                        .get("/home;STUBBORN=" + session)
                        .statusCode())
                .isEqualTo(401);
        assertThat(app.seen("GET /home"))
                .noneMatch(seen -> seen.header("Cookie").contains(session));
    }

    @Test
    void whoeverWaitsKeepsTheSessionWhileItMayYetBeApproved() throws Exception {
        Visitor otherTab = ann.thief(gateway, BRAZIL);
        String page = wait(ann.signIn("ann", "right"));

        otherTab.get("/home");
        assertThat(otherTab.cookie(StubbornApp.COOKIE)).isEqualTo(session);

        phone.approve(asked(), codeOn(page));
        finish(page);
        assertThat(otherTab.get("/home").body()).isEqualTo("<h1>Hello ann</h1>");
    }

    @Test
    void aDeniedSignInStaysShutOutAndIsSignedOutAtTheApplication() throws Exception {
        Visitor thief = ann.thief(gateway, BRAZIL);
        String page = wait(ann.signIn("ann", "right"));

        phone.deny(asked(), true);

        gateway.awaitOutcome("reported");
        await().until(() -> app.userOf(session).isEmpty());
        assertThat(thief.get("/home").statusCode()).isEqualTo(401);
        assertThat(finish(page).statusCode()).isEqualTo(410);
        assertThat(Visitor.browser(gateway, BRAZIL).signIn("ann", "right").statusCode())
                .isEqualTo(429);
        assertThat(app.seen("POST /logout")).isNotEmpty();
    }

    @Test
    void afterADenialTheOwnerCanSignInAnewWithTheSameBrowser() throws Exception {
        wait(ann.signIn("ann", "right"));
        phone.deny(asked(), false);
        gateway.awaitOutcome("denied");

        ann.forget("gatehouse-challenge");
        HttpResponse<String> page = ann.get("/login");
        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(ann.cookie(StubbornApp.COOKIE)).isEmpty();
        assertThat(ann.get("/login").statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestThatWasHalfSentBeforeTheSignInEndsWithoutTheSession() throws Exception {
        try (Socket half =
                new Socket(gateway.address().getHost(), gateway.address().getPort())) {
            half.setSoTimeout(20_000);
            String head = "POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: STUBBORN=" + session
                    + "\r\nContent-Length: 10\r\n\r\n12345";
            half.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            half.getOutputStream().flush();
            await().until(() -> !app.seen("POST /upload").isEmpty());

            wait(ann.signIn("ann", "right"));
            half.getOutputStream().write("67890".getBytes(StandardCharsets.US_ASCII));
            half.getOutputStream().flush();
            byte[] answer = new byte[4096];
            int length = half.getInputStream().read(answer);

            assertThat(new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 401")
                    .doesNotContain("ann");
        }
    }

    @Test
    void aRepeatedSignInPassesOnceAfterApproval() throws Exception {
        String page = wait(ann.signIn("ann", "right"));
        phone.approve(asked(), codeOn(page));

        assertThat(ann.signIn("ann", "right").headers().firstValue("Location")).contains("home?welcome");

        assertThat(app.seen("POST /login")).hasSize(1);
        assertThat(ann.get("/home").body()).isEqualTo("<h1>Hello ann</h1>");
    }

    @Test
    void aProgramIsToldInJsonAndFinishesWithItsToken() throws Exception {
        Visitor program = Visitor.program(gateway, BRAZIL);
        String login = "{\"user\":{\"email\":\"ann\"},\"password\":\"right\"}";
        HttpResponse<String> challenged = program.post("/api/login", "application/json", login);
        JsonNode problem = JSON.readTree(challenged.body());

        assertThat(challenged.statusCode()).isEqualTo(401);
        assertThat(challenged.headers().firstValue("WWW-Authenticate")).contains("Gatehouse");
        assertThat(problem.path("type").asText()).isEqualTo("urn:gatehouse:challenge");
        String status = problem.path("status").asText();
        Visitor holder = Visitor.program(gateway, BRAZIL)
                .with("Gatehouse-Challenge", problem.path("token").asText());
        assertThat(JSON.readTree(holder.get(status).body()).path("state").asText())
                .isEqualTo("pending");
        assertThat(holder.post(status + "/finish", "application/json", "").statusCode())
                .isEqualTo(409);
        assertThat(Visitor.program(gateway, BRAZIL)
                        .post(status + "/finish", "application/json", "")
                        .statusCode())
                .isEqualTo(404);

        phone.approve(asked(), problem.path("code").asText());
        assertThat(JSON.readTree(holder.get(status).body()).path("state").asText())
                .isEqualTo("approved");
        HttpResponse<String> answer = holder.post(status + "/finish", "application/json", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        String token = JSON.readTree(answer.body()).path("token").asText();
        assertThat(Visitor.program(gateway, BRAZIL)
                        .with("Authorization", "Bearer " + token)
                        .get("/api/me")
                        .body())
                .isEqualTo("ann");
    }

    @Test
    void anAnswerFetchedUnderTheStatusAddressKeepsItsCookiePathsAndRedirects() throws Exception {
        HttpResponse<String> challenged = Visitor.program(gateway, BRAZIL).signIn("ann", "right");
        JsonNode problem = JSON.readTree(challenged.body());
        phone.approve(asked(), problem.path("code").asText());

        HttpResponse<String> answer = Visitor.program(gateway, BRAZIL)
                .with("Gatehouse-Challenge", problem.path("token").asText())
                .post(problem.path("status").asText() + "/finish", "application/json", "");

        assertThat(answer.headers().firstValue("Location")).contains("/home?welcome");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("STUBBORN=") && cookie.endsWith("; Path=/"));
    }

    @Test
    void aHoldOutlivesARestart() throws Exception {
        String page = wait(ann.signIn("ann", "right"));

        gateway.restart();

        assertThat(ann.thief(gateway, BRAZIL).get("/home").statusCode()).isEqualTo(401);
        phone.approve(asked(), codeOn(page));
        assertThat(finish(page).headers().firstValue("Location")).contains("home?welcome");
        assertThat(ann.get("/home").body()).isEqualTo("<h1>Hello ann</h1>");
    }

    @Test
    void whoeverWaitsAndSignsInAgainWaitsOn() throws Exception {
        String first = wait(ann.signIn("ann", "right"));
        String code = codeOn(first);

        assertThat(wait(ann.signIn("ann", "right"))).isEqualTo(first);

        assertThat(codeOn(first)).isEqualTo(code);
        assertThat(phone.asked()).hasSize(1);
        assertThat(app.seen("POST /login")).hasSize(1);
    }
}
