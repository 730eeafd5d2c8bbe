package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.page.Browser;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** A browser whose sign-ins the device script signs, and a thief of its cookies. */
@Tag("browser")
class BoundDeviceTest {
    private static final String FORM =
            "document.body.innerHTML = '<form method=post action=/login><input name=username value=ann>"
                    + "<input type=password name=password value=right><button>Sign in</button></form>';";
    private static final String LOGINS = """
            mode: monitor
            challenge: { inject: true }
            logins:
              - path: /login
                username: { form: username }
                success: { status: [302], not-location: /login }
                session: { cookie: STUBBORN }
              - path: /api/login
                username: { json: /user/email }
                success: { json: /token }
                session: { json: /token }
            """;
    private static final String JSON_LOGIN = "JSON.stringify({ user: { email: 'ann' }, password: 'right' })";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void onlyTheBrowserIsTheDevice() throws Exception {
        ChromeDriver browser = Browser.start();
        try (StubbornApp app = new StubbornApp();
                LiveGateway gateway = LiveGateway.with(folder, app.address(), LOGINS)) {
            browser.get(gateway.address() + "/login");
            browser.executeScript(FORM + "document.querySelector('button').click()");
            await().until(() -> browser.getCurrentUrl().endsWith("/home?welcome"));
            assertThat(binding(gateway, 1).path("proven").asBoolean()).isTrue();
            await().until(() -> count(gateway, "\"outcome\":\"success\"") == 1);

            browser.get(gateway.address() + "/login");
            browser.executeScript(FORM + "document.querySelector('form').submit()");
            await().until(() -> browser.getCurrentUrl().endsWith("/home?welcome"));
            assertThat(isTheBoundDevice(gateway, 2)).isTrue();

            browser.get(gateway.address() + "/login");
            assertThat(browser.executeAsyncScript(FORM + "const done = arguments[arguments.length - 1];"
                            + "fetch('/api/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: "
                            + JSON_LOGIN + " }).then((answer) => done(answer.status), (e) => done(String(e)))"))
                    .isEqualTo(200L);
            assertThat(isTheBoundDevice(gateway, 3)).isTrue();
            assertThat(browser.executeAsyncScript("const done = arguments[arguments.length - 1];"
                            + "const call = new XMLHttpRequest(); call.open('POST', '/api/login');"
                            + "call.setRequestHeader('Content-Type', 'application/json');"
                            + "call.onload = () => done(call.status); call.send(" + JSON_LOGIN + ")"))
                    .isEqualTo(200L);
            assertThat(isTheBoundDevice(gateway, 4)).isTrue();

            String cookie = cookie(browser, "gatehouse-device");
            String used = cookie(browser, "gatehouse-proof");
            signIn(gateway, cookie);
            assertThat(binding(gateway, 5).path("proofMissing").asBoolean()).isTrue();
            assertThat(facts(gateway, 5).at("/device/known").asBoolean()).isFalse();
            signIn(gateway, cookie + "; " + used);
            assertThat(binding(gateway, 6).path("proofWrong").asBoolean()).isTrue();
            assertThat(app.seen("POST /login").toString()).doesNotContain("gatehouse-proof");
        } finally {
            browser.quit();
        }
    }

    private static String cookie(ChromeDriver browser, String name) {
        return name + "="
                + Objects.requireNonNull(browser.manage().getCookieNamed(name), name)
                        .getValue();
    }

    private static void signIn(LiveGateway gateway, String cookies) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.address().resolve("/login"))
                .header("Content-Type", Visitor.FORM)
                .header("Cookie", cookies)
                .POST(HttpRequest.BodyPublishers.ofString("username=ann&password=right"))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    private static boolean isTheBoundDevice(LiveGateway gateway, int number) throws IOException {
        JsonNode binding = binding(gateway, number);
        return binding.path("bound").asBoolean()
                && binding.path("proven").asBoolean()
                && facts(gateway, number).at("/device/known").asBoolean();
    }

    private static JsonNode binding(LiveGateway gateway, int number) throws IOException {
        return facts(gateway, number).path("binding");
    }

    /** Of the sign-in of this number. */
    private static JsonNode facts(LiveGateway gateway, int number) throws IOException {
        await().until(() -> count(gateway, "\"verdict\"") >= number);
        List<String> judged = gateway.decisions().stream()
                .filter(line -> line.contains("\"verdict\""))
                .toList();
        return new ObjectMapper().readTree(judged.get(number - 1)).path("facts");
    }

    private static long count(LiveGateway gateway, String what) {
        return gateway.decisions().stream().filter(line -> line.contains(what)).count();
    }
}
