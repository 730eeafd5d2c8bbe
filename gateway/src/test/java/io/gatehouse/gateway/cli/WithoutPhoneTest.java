package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.FORM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sign-ins that are approved without a phone, at a whole gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithoutPhoneTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StubbornApp app;
    private LiveGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        app = new StubbornApp();
        gateway = LiveGateway.enforcing(folder, app);
    }

    @AfterAll
    void close() {
        gateway.close();
        app.close();
    }

    private String helpDeskCode(String user) throws Exception {
        return gateway.gateway()
                .operations()
                .approvers()
                .helpDeskCode(user)
                .toCompletableFuture()
                .get()
                .code();
    }

    private static String otherThan(String code) {
        return (code.startsWith("0") ? "1" : "0") + code.substring(1);
    }

    @Test
    void aBrowserWithoutScriptsTypesTheHelpDesksCode() throws Exception {
        String code = helpDeskCode("ann");
        Visitor ann = Visitor.browser(gateway, BRAZIL);
        String page =
                ann.signIn("ann", "right").headers().firstValue("Location").orElseThrow();

        assertThat(ann.get(page).body()).contains("data-way=\"code\"", "action=\"" + page + "/prove\"");
        HttpResponse<String> wrong = ann.post(page + "/prove", FORM, "code=" + otherThan(code));
        assertThat(wrong.headers().firstValue("Location")).contains(page + "?way=code&said=wrong-4");
        assertThat(ann.get(page + "?way=code&said=wrong-4").body()).contains("You have 4 tries left.");
        HttpResponse<String> right = ann.post(page + "/prove", FORM, "code=" + code);

        assertThat(right.headers().firstValue("Location")).contains(page);
        assertThat(ann.get(page).body()).contains("data-state=\"approved\"");
        HttpResponse<String> finished =
                ann.post("/login", FORM, "gatehouse-finish=" + page.substring(page.lastIndexOf('/') + 1));
        assertThat(finished.statusCode()).isEqualTo(302);
        assertThat(ann.get("/home").body()).isEqualTo("<h1>Hello ann</h1>");
    }

    @Test
    void anApiClientSendsACodeAsJson() throws Exception {
        String code = helpDeskCode("bob");
        Visitor bob = Visitor.program(gateway, BRAZIL);
        JsonNode challenge = JSON.readTree(bob.signIn("bob", "right").body());
        assertThat(challenge.path("factors").toString()).isEqualTo("[\"help-desk\"]");
        String prove = challenge.path("status").asText() + "/prove";
        Visitor other = Visitor.program(gateway, BRAZIL);

        assertThat(other.post(prove, "application/json", "{\"code\":\"" + code + "\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(bob.post(prove, "application/json", "{\"code\":\"12\"}").statusCode())
                .isEqualTo(400);
        assertThat(bob.post(prove, "application/json", "{\"code\":\"1\",\"code\":\"" + code + "\"}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> wrong = bob.post(prove, "application/json", "{\"code\":\"" + otherThan(code) + "\"}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(wrong.body()).path("tries").asInt()).isEqualTo(4);
        HttpResponse<String> right = bob.post(prove, "application/json", "{\"code\":\"" + code + "\"}");

        assertThat(right.body()).isEqualTo("{\"state\":\"approved\"}");
        assertThat(bob.post(prove, "application/json", "{\"code\":\"" + code + "\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void anotherSitesPageCannotType() throws Exception {
        String code = helpDeskCode("eve");
        Visitor eve = Visitor.browser(gateway, BRAZIL);
        String page =
                eve.signIn("eve", "right").headers().firstValue("Location").orElseThrow();

        eve.with("Sec-Fetch-Site", "cross-site");
        assertThat(eve.post(page + "/prove", FORM, "code=" + code).statusCode()).isEqualTo(404);
        assertThat(eve.post(page + "/change", FORM, "way=code").statusCode()).isEqualTo(404);
        assertThat(eve.with("Sec-Fetch-Site", "same-origin").get(page).body()).contains("data-state=\"pending\"");
    }
}
