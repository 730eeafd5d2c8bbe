package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.chrome.ChromeDriver;

@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceScriptTest {
    private static final String DIALOG =
            "document.querySelector('[data-gatehouse]')?.shadowRoot.querySelector('dialog')";
    private static final String FETCH = "fetch('/login', {method: 'POST'}).then("
            + "async r => { window.told = r.status + ' ' + await r.text() + ' ' + r.headers.get('X-Application'); },"
            + "e => { window.told = e.name; })";

    private @Nullable ChromeDriver started;
    private HeldApplication application;

    @BeforeAll
    void startBrowser() {
        started = Browser.start();
    }

    @AfterAll
    void quitBrowser() {
        if (started != null) {
            started.quit();
        }
    }

    @BeforeEach
    void openPage() throws IOException {
        application = new HeldApplication();
        browser().get(application.url("/page"));
    }

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void fetchResolvesWithTheAnswerAfterApproval() {
        run(FETCH);
        awaitDialog("483920");
        assertThat(script("return window.told")).isNull();
        application.state = "approved";

        assertThat(told()).isEqualTo("200 {\"user\":\"ann\"} finished");
        assertThat(script("return " + DIALOG)).isNull();
    }

    @Test
    void fetchResolvesWithTheChallengeAfterDenialAndTheDialogExplains() {
        run(FETCH);
        awaitDialog("483920");
        application.state = "denied";

        assertThat(told()).startsWith("401 {").endsWith(" null");
        awaitDialog("Not approved");
        run(DIALOG + ".querySelector('button').click()");
        await().until(() -> script("return " + DIALOG) == null);
    }

    @Test
    void fetchResolvesWithTheChallengeAfterExpiry() {
        run(FETCH);
        awaitDialog("483920");
        application.state = "expired";

        assertThat(told()).startsWith("401 {");
        awaitDialog("Time is up");
    }

    @Test
    void fetchResolvesWithTheChallengeWhenTheDialogIsCancelled() {
        run(FETCH);
        awaitDialog("483920");
        run(DIALOG + ".querySelector('button').click()");

        assertThat(told()).startsWith("401 {");
    }

    @Test
    void anAbortedFetchRejectsAndTheDialogGoes() {
        run("window.leave = new AbortController();" + FETCH.replace("'POST'}", "'POST', signal: leave.signal}"));
        awaitDialog("483920");
        run("leave.abort()");

        assertThat(told()).isEqualTo("AbortError");
        assertThat(script("return " + DIALOG)).isNull();
    }

    @Test
    void otherRefusalsPassUntouched() {
        run("fetch('/other').then(async r => { window.told = r.status + ' ' + await r.text(); })");

        assertThat(told()).isEqualTo("401 {\"type\":\"other\"}");
    }

    @Test
    void aRequestTellsOfTheAnswerAndNeverOfTheChallenge() {
        run(request("") + "x.onreadystatechange = () => x.readyState === 4 && log.push('state ' + x.status);"
                + "x.onload = () => log.push('load ' + x.responseText + x.getResponseHeader('X-Application'));"
                + "x.onloadend = () => { window.told = log.join(', ') + ', ' + /x-application: finished\\r\\n/"
                + ".test(x.getAllResponseHeaders()); }; x.send();");
        awaitDialog("483920");
        assertThat(script("return x.readyState")).isEqualTo(3L);
        application.state = "approved";

        assertThat(told()).isEqualTo("state 200, load {\"user\":\"ann\"}finished, true");
    }

    @Test
    void aRequestForJsonGetsJson() {
        run(request("json")
                + "x.addEventListener('load', () => { window.told = x.status + x.response.user; }); x.send();");
        awaitDialog("483920");
        application.state = "approved";

        assertThat(told()).isEqualTo("200ann");
    }

    @Test
    void aRequestForABlobGetsABlob() {
        run(request("blob")
                + "x.onload = async () => { window.told = x.status + await x.response.text(); }; x.send();");
        awaitDialog("483920");
        application.state = "approved";

        assertThat(told()).isEqualTo("200{\"user\":\"ann\"}");
    }

    @Test
    void aRequestTellsOfTheChallengeAfterDenial() {
        run(request("") + "x.onload = () => { window.told = x.status + JSON.parse(x.responseText).code; }; x.send();");
        awaitDialog("483920");
        application.state = "denied";

        assertThat(told()).isEqualTo("401483920");
        awaitDialog("Not approved");
    }

    @Test
    void anAbortedRequestSaysSoAndTheDialogGoes() {
        run(request("") + "x.onload = () => log.push('load'); x.onabort = () => log.push('abort');"
                + "x.onloadend = () => { window.told = log.join() + x.readyState; }; x.send();");
        awaitDialog("483920");
        run("x.abort()");

        assertThat(told()).isEqualTo("abort0");
        await().until(() -> script("return " + DIALOG) == null);
    }

    @Test
    void jqueryWorksUnchanged() {
        run("$.ajax({url: '/login', method: 'POST', dataType: 'json'}).done((data, text, x) => {"
                + " window.told = data.user + x.status + x.getResponseHeader('X-Application'); })"
                + ".fail(x => { window.told = 'failed ' + x.status; });");
        awaitDialog("483920");
        application.state = "approved";

        assertThat(told()).isEqualTo("ann200finished");
    }

    private static String request(String type) {
        return "window.log = []; window.x = new XMLHttpRequest(); x.open('POST', '/login'); x.responseType = '" + type
                + "';";
    }

    private ChromeDriver browser() {
        if (started == null) {
            throw new IllegalStateException("the browser has not started");
        }
        return started;
    }

    private void run(String statement) {
        browser().executeScript(statement);
    }

    private @Nullable Object script(String script) {
        return browser().executeScript(script);
    }

    private void awaitDialog(String text) {
        String words = "return " + DIALOG + "?.open ? " + DIALOG + ".textContent : ''";
        await().untilAsserted(() -> assertThat(script(words)).asString().contains(text));
    }

    private String told() {
        await().atMost(Duration.ofSeconds(30)).until(() -> script("return window.told") != null);
        return String.valueOf(script("return window.told"));
    }
}
