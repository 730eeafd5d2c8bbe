package io.gatehouse.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.NoBody;
import io.gatehouse.gateway.exchange.RecordingReply;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static final Instant NOW = Instant.parse("2025-03-01T10:00:00Z");
    private static final HttpHeaders NONE = EmptyHttpHeaders.INSTANCE;
    private static final Pages PAGES = new Pages();

    private final RecordingReply reply = new RecordingReply();

    @Test
    void aBrowserIsToldOfAFailureInHtml() {
        PAGES.failure(browser("/"), HttpResponseStatus.BAD_GATEWAY, "Out of order", "Try <later>");

        assertThat(reply.status()).isEqualTo(HttpResponseStatus.BAD_GATEWAY);
        assertIsGuardedHtml();
        assertThat(reply.text()).contains("Out of order", "Try &lt;later&gt;", "exchange-id");
    }

    @Test
    void anApiClientIsToldOfAFailureAsAProblem() throws IOException {
        PAGES.failure(script("GET", "/", NONE), HttpResponseStatus.BAD_GATEWAY, "Out of order", "Try later");

        assertThat(reply.headers().get("Content-Type")).isEqualTo("application/problem+json");
        assertThat(members()).isEqualTo(JsonMapper.builder().build().readTree("""
                {"type":"about:blank","title":"Out of order","detail":"Try later","reference":"exchange-id","status":502}"""));
    }

    @Test
    void aBlockedBrowserSeesTheReferenceAndNoReason() {
        PAGES.blocked(browser("/login"), "decision-id");

        assertThat(reply.status()).isEqualTo(HttpResponseStatus.FORBIDDEN);
        assertIsGuardedHtml();
        assertThat(reply.headers().get("Content-Security-Policy")).contains("form-action 'self'");
        assertThat(reply.text()).contains("decision-id").doesNotContain("exchange-id", "risk", "score");
    }

    @Test
    void aBlockedApiClientGetsTheReference() throws IOException {
        PAGES.blocked(script("POST", "/login", NONE), "decision-id");

        assertThat(reply.status()).isEqualTo(HttpResponseStatus.FORBIDDEN);
        assertThat(members().get("type").textValue()).isEqualTo("urn:gatehouse:blocked");
        assertThat(members().get("reference").textValue()).isEqualTo("decision-id");
    }

    @Test
    void aSessionThatWasShutOutIsOfferedToSignInAgain() {
        HttpHeaders cookies = new DefaultHttpHeaders().add("Set-Cookie", "a=1").add("Set-Cookie", "b=2");
        PAGES.shutOut(browser("/account"), HttpResponseStatus.UNAUTHORIZED, cookies);

        assertThat(reply.status()).isEqualTo(HttpResponseStatus.UNAUTHORIZED);
        assertIsGuardedHtml();
        assertThat(reply.headers().getAll("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(reply.text()).contains("href=\"/\"", "Sign in again");
    }

    @Test
    void aRedirectIsNotCachedAndKeepsExtraHeaders() {
        PAGES.seeOther(
                browser("/login"), "/.gatehouse/challenges/c", new DefaultHttpHeaders().add("Set-Cookie", "a=1"));

        assertThat(reply.status()).isEqualTo(HttpResponseStatus.SEE_OTHER);
        assertThat(reply.headers().get("Location")).isEqualTo("/.gatehouse/challenges/c");
        assertThat(reply.headers().get("Set-Cookie")).isEqualTo("a=1");
        assertThat(reply.headers().get("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aChallengeKeepsTheAddressOfItsStatus() throws IOException {
        PAGES.problem(
                script("POST", "/login", NONE),
                HttpResponseStatus.UNAUTHORIZED,
                Map.of("status", "/.gatehouse/challenges/c"),
                NONE);

        assertThat(members().get("status").textValue()).isEqualTo("/.gatehouse/challenges/c");
    }

    @Test
    void jsonKeepsItsMembersAndIsNotCached() throws IOException {
        HttpHeaders extra = new DefaultHttpHeaders().add("Cache-Control", "public");
        PAGES.json(script("GET", "/", NONE), HttpResponseStatus.OK, Map.of("state", "pending"), extra);

        assertThat(reply.headers().getAll("Cache-Control")).containsExactly("no-store");
        assertThat(reply.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(members().toString()).isEqualTo("{\"state\":\"pending\"}");
        assertThat(reply.headers().get("Date")).isEqualTo("Sat, 01 Mar 2025 10:00:00 GMT");
    }

    @Test
    void theWaitingPageShowsTheCodeAndTheTimeLeft() {
        PAGES.waiting(browser("/.gatehouse/challenges/c"), view("/login?next=%2F&a=b", "/login"), NONE);

        assertThat(reply.status()).isEqualTo(HttpResponseStatus.OK);
        assertIsGuardedHtml();
        assertThat(reply.text())
                .contains(
                        "aria-label=\"Code: 4 8 3 9 2 0\" data-code=\"483920\">483 920<",
                        "data-left=\"90\"",
                        "10:01:30 UTC",
                        "action=\"/login?next=%2F&amp;a=b\"")
                .contains("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>");
    }

    @Test
    void aSignInThatEndsBeforeItsTimeIsNotSaidToBeLate() {
        WaitingView early = new WaitingView(
                "c", "", NOW.plusSeconds(9), "expired", "", "/", "app.test", Way.PHONE, Set.of(Way.CODE), "");
        PAGES.waiting(browser("/.gatehouse/challenges/c"), early, NONE);
        assertThat(reply.text()).contains("data-state=\"over\"");

        WaitingView late =
                new WaitingView("c", "", NOW, "expired", "", "/", "app.test", Way.PHONE, Set.of(Way.CODE), "");
        RecordingReply second = new RecordingReply();
        PAGES.waiting(exchange("GET", "/.gatehouse/challenges/c", NONE, second), late, NONE);
        assertThat(second.text()).contains("data-state=\"expired\"");
    }

    @Test
    void aMessageIsCutOffFromItsOpenerAndTheWaitingPageIsNot() {
        PAGES.blocked(browser("/login"), "decision-id");
        assertThat(reply.headers().get("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");

        RecordingReply second = new RecordingReply();
        PAGES.waiting(exchange("GET", "/.gatehouse/challenges/c", NONE, second), view("/login", "/login"), NONE);
        assertThat(second.headers().contains("Cross-Origin-Opener-Policy")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", "https://evil.test/", "//evil.test/", "/\\evil.test", "/\t/evil.test"})
    void theWaitingPageLeadsNowhereElse(String elsewhere) {
        PAGES.waiting(browser("/.gatehouse/challenges/c"), view(elsewhere, elsewhere), NONE);

        assertThat(reply.text()).doesNotContain("evil", "alert(").contains("action=\"/\"", "href=\"/\"");
    }

    @Test
    void codesDoNotShowInLogs() {
        assertThat(view("/login", "/login").toString()).doesNotContain("483920");
    }

    @Test
    void anAssetIsServedOnceAndThenConfirmed() {
        assertThat(PAGES.asset(script("GET", "/.gatehouse/device.js", NONE))).isTrue();
        assertThat(reply.status()).isEqualTo(HttpResponseStatus.OK);
        assertThat(reply.headers().get("Content-Type")).startsWith("text/javascript");
        assertThat(reply.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.text())
                .contains("Gatehouse-Challenge", "class Dialog", "'/* The approval dialog")
                .doesNotContain("// @", "'@");

        RecordingReply second = new RecordingReply();
        String tag = reply.headers().get("ETag");
        HttpHeaders known = new DefaultHttpHeaders().add("If-None-Match", "\"other\", W/" + tag);
        assertThat(PAGES.asset(exchange("GET", "/.gatehouse/device.js", known, second)))
                .isTrue();
        assertThat(second.status()).isEqualTo(HttpResponseStatus.NOT_MODIFIED);
        assertThat(second.bytes()).isEmpty();
        assertThat(second.isEnded()).isTrue();
    }

    @Test
    void anAssetCannotBePostedTo() {
        assertThat(PAGES.asset(script("POST", "/.gatehouse/assets/base.css", NONE)))
                .isTrue();

        assertThat(reply.status()).isEqualTo(HttpResponseStatus.METHOD_NOT_ALLOWED);
        assertThat(reply.headers().get("Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/.gatehouse/assets/",
                "/.gatehouse/assets/waiting.html",
                "/.gatehouse/assets/../Pages.class"
            })
    void whatIsNotInTheTableIsNoAsset(String path) {
        assertThat(PAGES.asset(script("GET", path, NONE))).isFalse();
        assertThat(reply.hasBegun()).isFalse();
    }

    private static WaitingView view(String target, String back) {
        return new WaitingView(
                "c",
                "483920",
                NOW.plusSeconds(90),
                "pending",
                target,
                back,
                "app.test",
                Way.PHONE,
                Set.of(Way.CODE),
                "");
    }

    private void assertIsGuardedHtml() {
        assertThat(reply.isEnded()).isTrue();
        HttpHeaders headers = reply.headers();
        assertThat(headers.get("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(headers.get("Cache-Control")).isEqualTo("no-store");
        assertThat(headers.get("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.get("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(headers.get("Permissions-Policy")).contains("camera=()", "geolocation=()");
        assertThat(headers.get("Content-Security-Policy"))
                .contains("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'")
                .doesNotContain("unsafe", "*");
        assertThat(reply.text()).doesNotContain("<style", "style=", "{{");
    }

    private JsonNode members() throws IOException {
        return JsonMapper.builder().build().readTree(reply.bytes());
    }

    private Exchange browser(String path) {
        return exchange("GET", path, new DefaultHttpHeaders().add("Accept", "text/html,*/*;q=0.8"), reply);
    }

    private Exchange script(String method, String path, HttpHeaders headers) {
        return exchange(method, path, headers, reply);
    }

    private static Exchange exchange(String method, String path, HttpHeaders headers, RecordingReply reply) {
        RequestHead head = new RequestHead(method, path, path, null, "app.test", headers);
        Client client = new Client(InetAddress.getLoopbackAddress(), false);
        return new Exchange("exchange-id", NOW, head, client, new NoBody(), reply);
    }
}
