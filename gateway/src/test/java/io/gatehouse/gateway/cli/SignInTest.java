package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.FORM;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static io.gatehouse.gateway.cli.Visitor.SINGAPORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of sign-ins at a whole gateway, except of those that are held. */
class SignInTest {
    @TempDir
    private Path folder = Path.of("");

    private StubbornApp app;
    private LiveGateway gateway;

    @BeforeEach
    void start() throws Exception {
        app = new StubbornApp();
        gateway = LiveGateway.enforcing(folder, app);
    }

    @AfterEach
    void close() {
        gateway.close();
        app.close();
    }

    @Test
    void aPassIsTheApplicationsOwnAnswerAndTheDeviceIsKnownFromThenOn() throws Exception {
        Visitor ann = Visitor.browser(gateway, NORWAY);

        HttpResponse<String> answer = ann.signIn("ann", "right");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("home?welcome");
        assertThat(ann.cookie("gatehouse-device")).startsWith("v1.");
        assertThat(ann.get("/home").body()).isEqualTo("<h1>Hello ann</h1>");
        gateway.awaitOutcome("success");
        assertThat(ann.signIn("ann", "right").headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("gatehouse-device"));
    }

    @Test
    void theApplicationIsToldTheVerdictAndNeverSeesForgedOnesOrOurCookies() throws Exception {
        Visitor ann = Visitor.browser(gateway, NORWAY).with("Gatehouse-Verdict", "forged");
        ann.signIn("ann", "right");
        ann.signIn("ann", "right");

        StubbornApp.Seen seen = app.seen("POST /login").get(1);

        assertThat(seen.header("Gatehouse-Verdict")).isEqualTo("pass");
        assertThat(seen.header("Gatehouse-Score")).isEqualTo("0");
        assertThat(seen.header("Gatehouse-Decision")).matches("[A-Za-z0-9_-]{22}");
        assertThat(seen.header("Gatehouse-Signature")).matches("t=[0-9]+; user=ann; k[0-9]+\\.[A-Za-z0-9_-]{43}");
        assertThat(seen.header("Cookie")).contains("STUBBORN=").doesNotContain("gatehouse");
        assertThat(seen.header("X-Forwarded-For")).isEqualTo(NORWAY);
    }

    @Test
    void aRefusalIsPassedOnAndCounted() throws Exception {
        HttpResponse<String> answer = Visitor.browser(gateway, NORWAY).signIn("ann", "wrong");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("/login?failed");
        gateway.awaitOutcome("failure");
    }

    @Test
    void aBlockedSignInNeverReachesTheApplication() throws Exception {
        HttpResponse<String> page = Visitor.browser(gateway, SINGAPORE).signIn("ann", "right");
        HttpResponse<String> problem = Visitor.program(gateway, SINGAPORE).signIn("ann", "right");

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("refused").doesNotContain("Singapore");
        assertThat(problem.statusCode()).isEqualTo(403);
        assertThat(problem.body()).contains("\"type\":\"urn:gatehouse:blocked\"", "\"reference\":\"");
        assertThat(app.seen("POST /login")).isEmpty();
        gateway.awaitOutcome("blocked");
    }

    @Test
    void aWrongPasswordFromWhereApprovalIsNeededIsJustAWrongPassword() throws Exception {
        Visitor ann = Visitor.browser(gateway, BRAZIL);
        ann.get("/login");
        String session = ann.cookie(StubbornApp.COOKIE);

        HttpResponse<String> answer = ann.signIn("ann", "wrong");

        assertThat(answer.headers().firstValue("Location")).contains("/login?failed");
        assertThat(gateway.phoneOf("ann").asked()).isEmpty();
        assertThat(ann.get("/login").statusCode()).isEqualTo(200);
        assertThat(ann.cookie(StubbornApp.COOKIE)).isEqualTo(session);
    }

    @Test
    void whatTellsNeitherSuccessNorRefusalIsWithheldAndItsSessionStaysShutOut() throws Exception {
        Visitor ann = Visitor.browser(gateway, BRAZIL);
        ann.get("/login");
        Visitor thief = ann.thief(gateway, BRAZIL);
        String session = ann.cookie(StubbornApp.COOKIE);

        assertThat(ann.signIn("ann", "explode").statusCode()).isEqualTo(502);

        assertThat(thief.get("/home").statusCode()).isEqualTo(401);
        await().until(() -> app.userOf(session).isEmpty());
        gateway.awaitOutcome("undecidable");
    }

    @Test
    void inMonitorModeEverythingPassesAndIsLogged() throws Exception {
        gateway.gateway().operations().switchTo(Config.Mode.MONITOR);

        assertThat(Visitor.browser(gateway, SINGAPORE).signIn("ann", "right").statusCode())
                .isEqualTo(302);

        gateway.awaitOutcome("success");
        assertThat(gateway.decisions().get(0))
                .contains("\"mode\":\"monitor\"", "\"verdict\":\"block\"", "from Singapore");
        assertThat(app.seen("POST /login").get(0).header("Gatehouse-Verdict")).isEqualTo("pass");
    }

    @Test
    void aGatewayWithoutAPhonePageCannotEnforce() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (LiveGateway withoutPhone = LiveGateway.withoutPhone(other, app.address())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> withoutPhone.gateway().operations().switchTo(Config.Mode.ENFORCE))
                    .withMessageContaining("phone.origin");
            assertThat(Visitor.browser(withoutPhone, SINGAPORE)
                            .signIn("ann", "right")
                            .statusCode())
                    .isEqualTo(302);
        }
    }

    @Test
    void aSignInThatCanBeReadInTwoWaysIsRefused() throws Exception {
        Visitor ann = Visitor.program(gateway, NORWAY);

        assertThat(ann.post("/login", FORM, "username=ann&username=bob&password=right")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ann.post("/login?username=bob", FORM, "username=ann&password=right")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ann.post("/api/login", "application/json", "{\"user\":{\"email\":\"a\",\"email\":\"b\"}}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(app.seen("POST /login")).isEmpty();
        assertThat(app.seen("POST /api/login")).isEmpty();
    }

    @Test
    void noSpellingOfThePathWalksPast() throws Exception {
        Visitor fromSingapore = Visitor.program(gateway, SINGAPORE);

        for (String path :
                List.of("/login", "/LOGIN", "/login/", "/Login//", "/%6cogin", "/x/../login", "/login;a=b")) {
            assertThat(fromSingapore
                            .post(path, FORM, "username=ann&password=right")
                            .statusCode())
                    .as(path)
                    .isIn(400, 403);
        }
        assertThat(app.seen("POST /login")).isEmpty();
    }

    @Test
    void aSignInThatIsTooLongIsRefused() throws Exception {
        HttpResponse<String> answer = Visitor.program(gateway, NORWAY)
                .post("/login", FORM, "username=ann&password=right&x=" + "x".repeat(20_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("16384");
        assertThat(app.seen("POST /login")).isEmpty();
    }

    @Test
    void anUploadUnderAPathThatAlsoSignsInIsStreamedWhateverItHolds() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (LiveGateway everywhere = LiveGateway.with(other, app.address(), """
                mode: enforce
                logins:
                  - { path: /**, when-field: username, username: { form: username }, success: { status: [302] } }
                """)) {
            Visitor fromSingapore = Visitor.program(everywhere, SINGAPORE);
            String file = "\u0000" + "&username=ann&".repeat(10_000);

            assertThat(fromSingapore
                            .post("/upload", "application/octet-stream", file)
                            .body())
                    .isEqualTo("140001 bytes from nobody");
            assertThat(fromSingapore
                            .post("/login", FORM, "username=ann&password=right")
                            .statusCode())
                    .isEqualTo(403);
            String multipart = "multipart/form-data; boundary=xyz";
            String uploaded = "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" + file;
            String signsIn = "--xyz\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nann\r\n";
            assertThat(fromSingapore
                            .post("/upload", multipart, uploaded + "\r\n--xyz--\r\n")
                            .body())
                    .endsWith(" bytes from nobody");
            assertThat(fromSingapore
                            .post("/login", multipart, signsIn + "--xyz--\r\n")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(fromSingapore
                            .post("/upload", multipart, uploaded + "\r\n" + signsIn + "--xyz--\r\n")
                            .statusCode())
                    .isEqualTo(413);
            assertThat(fromSingapore
                            .post("/upload", multipart, uploaded + "\r\n--xyz-\r\n")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(fromSingapore
                            .post("/upload", "application/json", "{\"a\":[\"username\"]}")
                            .body())
                    .isEqualTo("18 bytes from nobody");
            assertThat(fromSingapore
                            .post("/upload", "application/json", "{\"a\":{\"\\u0075sername\":1}}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(fromSingapore.post("/upload", FORM, "x=" + file).statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void anApplicationThatIsDownIsSaidToBeWithAReference() throws Exception {
        app.close();

        HttpResponse<String> page = Visitor.browser(gateway, NORWAY).get("/home");
        HttpResponse<String> problem = Visitor.program(gateway, NORWAY).signIn("ann", "right");
        Visitor fromBrazil = Visitor.browser(gateway, BRAZIL);

        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.body()).contains("does not answer");
        assertThat(problem.body()).contains("\"reference\":\"");
        assertThat(fromBrazil.signIn("ann", "right").statusCode()).isEqualTo(502);
    }

    @Test
    void aPathThatNobodyServesIsNotThere() throws Exception {
        assertThat(Visitor.browser(gateway, NORWAY).get("/.gatehouse/nothing").statusCode())
                .isEqualTo(404);
        assertThat(Visitor.browser(gateway, NORWAY)
                        .get(URI.create("/.gatehouse/device.js").toString())
                        .statusCode())
                .isEqualTo(200);
    }
}
