package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole gateway tells of a person, takes back and erases. Each test has its own person. */
class PeopleApiTest {
    @TempDir
    private static Path folder = Path.of("");

    private static StubbornApp app;
    private static LiveGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        app = new StubbornApp();
        gateway = LiveGateway.enforcing(folder, app);
    }

    @AfterAll
    static void close() {
        gateway.close();
        app.close();
    }

    private static JsonNode ask(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = gateway.admin(method, path, body);
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static JsonNode stored(String user) throws Exception {
        return ask("GET", "/api/users/" + user, "");
    }

    private static void awaitSignIns(String user, int number) {
        await().until(() -> stored(user).at("/history/sign_ins").asInt() == number);
    }

    @Test
    void allThatIsStoredOfAPersonIsTold() throws Exception {
        Visitor ann = Visitor.browser(gateway, NORWAY);
        ann.signIn("ann", "right");
        Visitor.browser(gateway, NORWAY).signIn("bob", "right");
        gateway.phoneOf("ann");
        Visitor.browser(gateway, BRAZIL).signIn("ann", "right");
        awaitSignIns("ann", 1);
        await().until(() -> stored("ann").path("decisions").size() == 2);

        JsonNode told = stored("ann");

        assertThat(told.at("/history/countries/0/value").asText()).isEqualTo("NO");
        assertThat(told.at("/history/devices").size()).isEqualTo(1);
        assertThat(told.at("/history/hours_of_week_utc").size()).isEqualTo(168);
        assertThat(told.at("/phones/0/name").asText()).isEqualTo("test");
        assertThat(told.at("/challenges/0/state").asText()).isEqualTo("pending");
        assertThat(told.at("/challenges/0/address").asText()).isEqualTo(BRAZIL);
        assertThat(told.at("/decisions/0/ip").asText()).isEqualTo(NORWAY);
        assertThat(told.at("/decisions/0/outcome").asText()).isEqualTo("success");
        assertThat(told.toString()).doesNotContain("bob");
    }

    @Test
    void nobodyIsAnswerWithNothing() throws Exception {
        JsonNode told = stored("nobody");
        assertThat(told.at("/history/sign_ins").asInt()).isZero();
        assertThat(told.path("phones").size() + told.path("decisions").size()).isZero();
    }

    @Test
    void whatWasLearntSinceADecisionIsTakenBack() throws Exception {
        Visitor.browser(gateway, NORWAY).signIn("cid", "right");
        awaitSignIns("cid", 1);
        await().until(() -> stored("cid").path("decisions").size() == 1);
        String decision = stored("cid").at("/decisions/0/id").asText();
        assertThat(gateway.admin("POST", "/api/users/ann/forget", "{\"decision\":\"" + decision + "\"}")
                        .statusCode())
                .as("somebody else's decision")
                .isEqualTo(400);

        JsonNode left = ask("POST", "/api/users/cid/forget", "{\"decision\":\"" + decision + "\"}");

        assertThat(left.path("sign_ins").asInt()).isEqualTo(1);
        assertThat(left.path("sign_ins_left").asInt()).isZero();
        assertThat(stored("cid").at("/history/devices").size()).isZero();
    }

    @Test
    void aPersonIsErased() throws Exception {
        Visitor.browser(gateway, NORWAY).signIn("dan", "right");
        awaitSignIns("dan", 1);
        gateway.phoneOf("dan");
        Visitor waiting = Visitor.browser(gateway, BRAZIL);
        String page =
                waiting.signIn("dan", "right").headers().firstValue("Location").orElseThrow();
        Visitor program = Visitor.program(gateway, NORWAY)
                .with(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("dan:right".getBytes(StandardCharsets.ISO_8859_1)));
        program.get("/api/me");
        program.get("/api/me");
        await().until(() -> stored("dan").path("decisions").size() == 3);

        JsonNode erased = ask("DELETE", "/api/users/dan", "");

        assertThat(erased.path("phones").asInt()).isEqualTo(1);
        JsonNode left = stored("dan");
        assertThat(left.at("/history/sign_ins").asInt()).isZero();
        assertThat(left.path("phones").size()).isZero();
        assertThat(left.path("challenges").size()).isZero();
        await().untilAsserted(() -> assertThat(app.seen("POST /logout"))
                .as("what waited for approval is signed out at the application")
                .isNotEmpty());
        assertThat(waiting.get(page).statusCode()).isNotEqualTo(200);
        program.get("/api/me");
        await().untilAsserted(() -> assertThat(stored("dan").path("decisions").size())
                .as("the same credentials are judged anew; the log stays")
                .isEqualTo(4));
    }

    @Test
    void aMomentMustBeOne() throws Exception {
        for (String body : new String[] {
            "",
            "{}",
            "{\"since\":\"yesterday\"}",
            "{\"since\":\"2999-01-01T00:00:00Z\"}",
            "{\"since\":\"2026-01-01T00:00:00Z\",\"decision\":\"x\"}",
            "{\"decision\":\"none\"}",
            "[1]"
        }) {
            assertThat(gateway.admin("POST", "/api/users/eve/forget", body).statusCode())
                    .as("%s", body)
                    .isEqualTo(400);
        }
    }
}
