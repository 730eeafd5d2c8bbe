package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page that signs in by script is told. */
class DeviceScriptTest extends OnHeldPage {
    /** All that a request tells, as it tells it. */
    private static final String LOG = """
            for (const type of ['readystatechange', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend']) {
              const say = () => log.push((type === 'readystatechange' ? 'state' : type) + ' ' + x.readyState + ' ' + x.status);
              x.addEventListener(type, say, type === 'load');
            }
            x.addEventListener('loadend', () => { window.told = log.join(', '); });
            """;

    @Test
    void fetchResolvesWithTheAnswerAfterApproval() {
        run(FETCH);
        awaitDialog("483 920");
        assertThat(script("window.told")).isNull();
        application.state = "approved";

        assertThat(told()).isEqualTo("200 {\"user\":\"ann\"} finished");
        assertThat(script(DIALOG)).isNull();
    }

    @Test
    void theAnswerComesFromTheAddressThatWasAsked() {
        application.state = "approved";
        run("fetch('/login', {method: 'POST'}).then(r => { window.told = r.url; })");
        assertThat(told()).isEqualTo(application.url("/login"));

        run("delete window.told;" + request("") + "x.onload = () => { window.told = x.responseURL; }; x.send();");
        assertThat(told()).isEqualTo(application.url("/login"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"denied", "expired"})
    void fetchResolvesWithTheChallengeOnceTheDialogHasSaidWhyAndIsClosed(String state) {
        run(FETCH);
        awaitDialog("483 920");
        application.state = state;
        awaitDialog("You are not signed in");
        assertThat(script("window.told")).isNull();
        run(BUTTON + ".click()");

        assertThat(told()).startsWith("401 {").endsWith(" null");
        awaitNoDialog();
    }

    @Test
    void aSignInThatNobodyAnswersIsGivenUpWhenItsTimeIsUp() {
        application.left = Duration.ofSeconds(2);
        run(FETCH);
        awaitDialog("Time is up");
        run(BUTTON + ".click()");

        assertThat(told()).startsWith("401 {");
    }

    @Test
    void fetchIsAbortedWhenTheDialogIsCancelled() {
        run(FETCH);
        awaitDialog("483 920");
        run(BUTTON + ".click()");

        assertThat(told()).isEqualTo("AbortError");
        awaitNoDialog();
    }

    @Test
    void anAbortedFetchRejectsAndTheDialogGoes() {
        run("window.leave = new AbortController();" + FETCH.replace("'POST'}", "'POST', signal: leave.signal}"));
        awaitDialog("483 920");
        run("leave.abort()");

        assertThat(told()).isEqualTo("AbortError");
        awaitNoDialog();
    }

    @Test
    void callsThatMeetTheSameChallengeShareItsDialogAndItsEnd() {
        run("window.ends = []; window.login = () => fetch('/login', {method: 'POST'}).then(r => ends.push(r.status));"
                + "login(); login(); " + request("")
                + "x.onload = () => ends.push(x.status); x.send();");
        awaitDialog("483 920");
        application.state = "denied";
        awaitDialog("Not approved");
        assertThat(script("document.querySelectorAll('[data-gatehouse]').length"))
                .isEqualTo(1L);
        assertThat(script("ends")).isEqualTo(List.of());
        run(BUTTON + ".click()");
        run("login().then(() => { window.told = ends.join(); })");

        assertThat(told()).isEqualTo("401,401,401,401");
        assertThat(script(DIALOG)).isNull();
    }

    @Test
    void aSignInThatANewerOneReplacesEndsAsAbortedAndTheNewerOneKeepsItsDialog() {
        run(FETCH);
        awaitDialog("483 920");
        run("fetch('/login-again', {method: 'POST'})");
        application.state = "expired";

        assertThat(told()).isEqualTo("AbortError");
        assertThat(script("document.querySelectorAll('[data-gatehouse]').length"))
                .isEqualTo(1L);
        awaitDialog("483 920");
    }

    @Test
    void aSignInThatEndsBeforeItsTimeIsNotSaidToBeLate() {
        run(FETCH);
        awaitDialog("483 920");
        application.state = "expired";

        awaitDialog("typed too often");
        assertThat(script(DIALOG + ".textContent")).asString().doesNotContain("Time is up", "in time");
    }

    @Test
    void otherRefusalsPassUntouched() {
        run("fetch('/other').then(async r => { window.told = r.status + ' ' + await r.text(); })");
        assertThat(told()).isEqualTo("401 {\"type\":\"other\"}");

        run("delete window.told; window.log = []; window.x = new XMLHttpRequest(); x.open('GET', '/other');" + LOG
                + "x.send();");
        assertThat(told())
                .isEqualTo("state 2 401, state 3 401, progress 3 401, state 4 401, load 4 401, loadend 4 401");
    }

    @Test
    void aRequestTellsOfTheAnswerAndNeverOfTheChallenge() {
        run(request("") + LOG + "x.send();");
        awaitDialog("483 920");
        assertThat(
                        script(
                                "[log.length, x.readyState, x.status, x.statusText, x.responseURL, x.response, x.responseText,"
                                        + " x.responseXML, x.getResponseHeader('WWW-Authenticate'), x.getAllResponseHeaders()].join('|')"))
                .isEqualTo("0|1|0|||||||");
        application.state = "approved";

        assertThat(told())
                .isEqualTo("state 2 200, state 3 200, progress 3 200, state 4 200, load 4 200, loadend 4 200");
        assertThat(script("x.responseText + x.getResponseHeader('X-Application')"
                        + " + /x-application: finished\\r\\n/i.test(x.getAllResponseHeaders())"))
                .isEqualTo("{\"user\":\"ann\"}finishedtrue");
    }

    @Test
    void aRequestTellsOfTheChallengeOnceTheDialogHasSaidWhyAndIsClosed() {
        run(request("") + LOG + "x.send();");
        awaitDialog("483 920");
        application.state = "denied";
        awaitDialog("Not approved");
        assertThat(script("log.length + ' ' + x.readyState")).isEqualTo("0 1");
        run(BUTTON + ".click()");

        assertThat(told()).isEqualTo("state 2 401, state 3 401, state 4 401, load 4 401, loadend 4 401");
        assertThat(script("JSON.parse(x.responseText).type")).isEqualTo("urn:gatehouse:challenge");
    }

    @Test
    void aRequestIsAbortedWhenTheDialogIsCancelled() {
        run(request("") + LOG + "x.send();");
        awaitDialog("483 920");
        run(BUTTON + ".click()");

        assertThat(told()).isEqualTo("state 4 0, abort 4 0, loadend 4 0");
        assertThat(script("x.responseText")).isEqualTo("");
    }

    @Test
    void anAbortedRequestSaysSoAndTheDialogGoes() {
        run(request("") + LOG + "x.send();");
        awaitDialog("483 920");
        run("x.abort()");

        assertThat(told()).isEqualTo("state 4 0, abort 4 0, loadend 4 0");
        assertThat(script("x.readyState")).isEqualTo(0L);
        awaitNoDialog();
    }

    @Test
    void aRequestThatIsOpenedAgainForgetsTheChallenge() {
        run(request("") + LOG + "x.send();");
        awaitDialog("483 920");
        run("x.open('GET', '/other'); x.send();");

        assertThat(told()).endsWith("load 4 401, loadend 4 401");
        assertThat(script("x.responseText")).isEqualTo("{\"type\":\"other\"}");
        awaitNoDialog();
    }

    @Test
    void aRequestForJsonGetsJson() {
        run(request("json")
                + "x.addEventListener('load', () => { window.told = x.status + x.response.user; }); x.send();");
        awaitDialog("483 920");
        assertThat(script("x.response")).isNull();
        application.state = "approved";

        assertThat(told()).isEqualTo("200ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blob", "arraybuffer"})
    void aRequestForBytesGetsBytes(String type) {
        run(request(type) + "x.onload = async () => {"
                + " window.told = x.status + await new Response(x.response).text(); }; x.send();");
        awaitDialog("483 920");
        application.state = "approved";

        assertThat(told()).isEqualTo("200{\"user\":\"ann\"}");
    }

    @Test
    void jqueryWorksUnchanged() {
        run("$.ajax({url: '/login', method: 'POST', dataType: 'json'}).done((data, text, x) => {"
                + " window.told = data.user + x.status + x.getResponseHeader('X-Application'); })"
                + ".fail(x => { window.told = 'failed ' + x.status; });");
        awaitDialog("483 920");
        application.state = "approved";

        assertThat(told()).isEqualTo("ann200finished");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "default-src 'self'; script-src 'nonce-aB1+/=' 'strict-dynamic'; style-src 'none'"})
    void aPageThatKnowsNothingOfTheScriptWorksUnchanged(String policy) {
        application.policy = policy;
        browser().get(application.url("/plain"));
        run(FETCH);
        awaitDialog("483 920");
        assertThat(script("window.stopped"))
                .as("the page's own policy stands for the page's own scripts")
                .isNull();
        application.state = "approved";

        assertThat(told()).startsWith("200 {");
    }

    private static String request(String type) {
        return "window.log = []; window.x = new XMLHttpRequest(); x.open('POST', '/login'); x.responseType = '" + type
                + "';";
    }
}
