package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.FORM;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static org.assertj.core.api.Assertions.assertThat;

import com.bastiaanjansen.otp.TOTPGenerator;
import io.gatehouse.gateway.challenge.enrol.Acquaintance.Known;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** People enrol by themselves, without scripts, at a whole gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnrolmentTest {
    private static final String ENROL = "/.gatehouse/enrol";

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

    /** A browser with which this user has just signed in. */
    private Visitor signedIn(String user) throws Exception {
        Visitor visitor = Visitor.browser(gateway, NORWAY);
        assertThat(visitor.signIn(user, "right").statusCode()).isEqualTo(302);
        gateway.awaitOutcome("success");
        return visitor;
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

    private static String found(String pattern, String page) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
        assertThat(matcher.find()).as(page).isTrue();
        return matcher.group(1);
    }

    @Test
    void anAuthenticatorAppIsEnrolledWithACodeAndApprovesAtOnce() throws Exception {
        Visitor ann = signedIn("ann");
        String start = "user=Ann&code=" + helpDeskCode("ann");
        HttpResponse<String> welcome = ann.post(ENROL + "/start", FORM, start);
        assertThat(welcome.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly; SameSite=Strict")
                .doesNotContain("ann");
        assertThat(ann.get(ENROL).body()).contains("data-step=\"choose\"", "data-waits=\"no\"", ">ann<");

        String draft = ann.post(ENROL + "/totp", FORM, "").body();
        String secret = found("class=\"secret\"><code>([A-Z2-7]{32})</code>.*action=\"/.gatehouse/enrol/totp\"", draft);
        String draftOfForm = found("name=\"draft\" value=\"([^\"]+)\"", draft);
        String form = "draft=" + URLEncoder.encode(draftOfForm, StandardCharsets.UTF_8) + "&name=My+app&code=";
        TOTPGenerator generator = TOTPGenerator.withDefaultValues(secret.getBytes(StandardCharsets.US_ASCII));
        Instant now = Instant.now();
        assertThat(ann.post(ENROL + "/totp", FORM, form + generator.at(now.minusSeconds(600)))
                        .body())
                .contains("not the code", "data-step=\"totp\"");
        String codes = ann.post(ENROL + "/totp", FORM, form + generator.at(now)).body();
        assertThat(codes).contains("data-step=\"codes\"");
        assertThat(found("(([0-9A-Z]{5}-[0-9A-Z]{5}\n){10})", codes)).isNotEmpty();
        assertThat(ann.get(ENROL).body()).contains("My app", "10 recovery codes");

        Visitor abroad = Visitor.browser(gateway, BRAZIL);
        String page =
                abroad.signIn("ann", "right").headers().firstValue("Location").orElseThrow();
        String next = generator.at(now.plusSeconds(30));
        abroad.post(page + "/prove", FORM, "code=" + next);
        assertThat(abroad.get(page).body()).contains("data-state=\"approved\"");
    }

    @Test
    void whoHasNotSignedInHereOrShowsNoCodeOnANewBrowserIsSentAway() throws Exception {
        Visitor stranger = Visitor.browser(gateway, NORWAY);
        String code = helpDeskCode("bob");
        assertThat(stranger.post(ENROL + "/start", FORM, "user=bob&code=" + code)
                        .body())
                .contains("data-step=\"start\"", "Sign in to the application");
        Visitor bob = signedIn("bob");
        assertThat(bob.post(ENROL + "/start", FORM, "user=ann&code=" + code).body())
                .contains("Sign in to the application");
        assertThat(bob.post(ENROL + "/start", FORM, "user=bob").body()).contains("new to this account");
        assertThat(bob.post(ENROL + "/start", FORM, "user=bob&code=00000000").body())
                .contains("This code is wrong");
        assertThat(bob.post(ENROL + "/totp", FORM, "").body()).contains("data-step=\"start\"");
        assertThat(bob.post(ENROL + "/start", FORM, "user=bob&code=" + code).statusCode())
                .isEqualTo(303);
    }

    @Test
    void otherSitesAndScriptsOfTheApplicationCannotEnrol() throws Exception {
        Visitor eve = signedIn("eve");
        String start = "user=eve&code=" + helpDeskCode("eve");
        for (List<String> header : List.of(
                List.of("Sec-Fetch-Site", "cross-site"),
                List.of("Sec-Fetch-Mode", "cors"),
                List.of("Sec-Fetch-Dest", "iframe"),
                List.of("Origin", "http://evil.example"))) {
            Visitor other = Visitor.browser(gateway, NORWAY).with(header.get(0), header.get(1));
            assertThat(other.post(ENROL + "/start", FORM, start).statusCode())
                    .as(header.get(0))
                    .isEqualTo(403);
        }
        assertThat(eve.get(ENROL)
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("frame-ancestors 'none'", "script-src 'self'");
    }

    @Test
    void aBrowserIsProvenByThreeSignInsOverAWeek() {
        Instant first = Instant.parse("2026-11-01T10:00:00Z");
        History twice = History.EMPTY.learn(visit(first)).learn(visit(first.plus(Duration.ofDays(8))));
        assertThat(known(twice, first.plus(Duration.ofDays(8)))).isEqualTo(Known.RECENT);
        History often = twice.learn(visit(first.plus(Duration.ofDays(9))));
        assertThat(known(often, first.plus(Duration.ofDays(9)))).isEqualTo(Known.PROVEN);
        assertThat(known(often, first.plus(Duration.ofDays(9)).plus(Duration.ofHours(2))))
                .isEqualTo(Known.NOT);
        History young = History.EMPTY
                .learn(visit(first))
                .learn(visit(first.plus(Duration.ofDays(1))))
                .learn(visit(first.plus(Duration.ofDays(6))));
        assertThat(known(young, first.plus(Duration.ofDays(6)))).isEqualTo(Known.RECENT);
        History reported = often.reported(7, 8, first.plus(Duration.ofDays(9)));
        assertThat(known(reported, first.plus(Duration.ofDays(9)))).isEqualTo(Known.NOT);
    }

    private static Known known(History history, Instant at) {
        return KnownBrowser.known(history, 7, at.getEpochSecond() / 3600);
    }

    private static Visit visit(Instant at) {
        return new Visit(
                at,
                7,
                8,
                9,
                2119,
                "NO",
                "NO-1",
                1L << 32,
                "Firefox",
                "Linux",
                "desktop",
                "nb",
                59.9,
                10.7,
                50,
                Print.UNKNOWN);
    }
}
