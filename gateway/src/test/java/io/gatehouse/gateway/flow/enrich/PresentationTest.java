package io.gatehouse.gateway.flow.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Manner;
import io.gatehouse.gateway.exchange.Signals;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.embedded.VolatileMemory;
import io.gatehouse.geo.Place;
import io.gatehouse.risk.Facts;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What TLS, HTTP and the device script tell of alice's sign-ins, one after the other, through the enricher and a memory. */
class PresentationTest {
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    private static final String CHROME_JA4 = "t13d1516h2_8daaf6152771_e5627efa2ab1";
    private static final String CHROME_RESUMED = "t13d1517h2_8daaf6152771_b1ff8ab2d16f";
    private static final String CURL_JA4 = "t13d3112h2_e8f1e7e78f70_1f3f5c5c2e8e";
    private static final Manner OF_CHROME = new Manner(CHROME_JA4, "1:65536|15663105|0|m,a,s,p");

    private Instant now = Instant.parse("2026-03-31T09:00:00Z");
    private final Keyring keyring = Keyring.temporary();
    private final DeviceCookies cookies = new DeviceCookies(keyring);
    private final DeviceProofs proofs = new DeviceProofs(keyring, () -> now, new Random(1));
    private final VolatileMemory memory = new VolatileMemory(Duration.ofDays(180), () -> now);
    private final TestBrowser browser = new TestBrowser();
    private Place place = new Place("NO", "03", "Oslo", 59.91, 10.75, 20, 2119, "Telenor", false, false, false, false);
    private final Enricher enricher = new Enricher(
            new Enricher.Sources(
                    address -> new Located(place, Labels.NONE),
                    memory,
                    user -> CompletableFuture.completedFuture(true)),
            cookies,
            proofs,
            new Pseudonyms(keyring),
            new FactBuilder(Duration.ofDays(14)),
            Duration.ofSeconds(30),
            new Random(2));
    private @Nullable String cookie;

    private Enriched look(String agent, Signals signals) {
        now = now.plus(Duration.ofHours(12));
        LoginAttempt attempt = new LoginAttempt(
                "AAAAAAAAAAAAAAAAAAAAAA",
                now,
                "/login",
                "alice",
                InetAddress.getLoopbackAddress(),
                agent,
                "nb",
                cookie,
                signals);
        return enricher.enrich(attempt).toCompletableFuture().join();
    }

    /** Signs in, and is believed. */
    private Facts signIn(String agent, Signals signals) {
        Enriched enriched = look(agent, signals);
        memory.succeeded(enriched.traces(), enriched.visit());
        if (cookie == null) {
            String header = cookies.issue(enriched.device().id(), now, true);
            cookie = header.substring(header.indexOf('=') + 1, header.indexOf(';'));
        }
        return enriched.facts();
    }

    private static Signals speaking(Manner manner, String headers) {
        return new Signals(manner, headers, "", "", "", "", "");
    }

    private Signals signedBy(TestBrowser one) {
        return TestBrowser.showing(one.cookie(proofs.stamp(now.plus(Duration.ofHours(12)))));
    }

    @Test
    void aDeviceThatStaysTheSameTellsNothing() {
        signIn(CHROME, speaking(OF_CHROME, "aaa"));
        Facts.Manner manner = signIn(CHROME, speaking(OF_CHROME, "aaa")).manner();
        assertThat(manner)
                .isEqualTo(new Facts.Manner(
                        CHROME_JA4, OF_CHROME.http2(), "aaa", false, false, false, false, false, false, false));
        Facts.Manner resumed = signIn(CHROME, speaking(new Manner(CHROME_RESUMED, OF_CHROME.http2()), "aaa"))
                .manner();
        assertThat(resumed.ja4Unseen() || resumed.ja4Changed()).isFalse();
    }

    @Test
    void aCopiedCookieInAnotherProgramChangesEverything() {
        signIn(CHROME, speaking(OF_CHROME, "aaa"));
        Facts.Manner manner = look(FIREFOX, speaking(new Manner(CURL_JA4, "3:100|33488897|0|m,p,s,a"), "bbb"))
                .facts()
                .manner();
        assertThat(manner.ja4Unseen() && manner.ja4Changed() && manner.http2Changed() && manner.headersChanged())
                .isTrue();
        assertThat(manner.agentChanged()).isTrue();
        assertThat(manner.ja4OtherBrowser()).isFalse();
    }

    @Test
    void anotherProtocolHasAnotherOrderOfHeadersAndThatIsNoChange() {
        signIn(CHROME, speaking(OF_CHROME, "aaa"));
        assertThat(look(CHROME, speaking(new Manner(CHROME_JA4, ""), "bbb"))
                        .facts()
                        .manner()
                        .headersChanged())
                .isFalse();
    }

    @Test
    void theOwnersTlsUnderAnotherBrowsersNameIsToldByWhatTheAccountDidBefore() {
        signIn(CHROME, speaking(OF_CHROME, "aaa"));
        cookie = null;
        Facts.Manner manner = look(FIREFOX, speaking(OF_CHROME, "bbb")).facts().manner();
        assertThat(manner.ja4OtherBrowser()).isTrue();
        assertThat(manner.ja4Unseen() || manner.ja4Changed()).isFalse();
    }

    @Test
    void anAccountThatNeverSpokeTlsToUsCallsNothingUnseen() {
        signIn(CHROME, Signals.NONE);
        Facts.Manner manner = look(CHROME, speaking(OF_CHROME, "aaa")).facts().manner();
        assertThat(manner.ja4Unseen() || manner.ja4Changed() || manner.headersChanged())
                .isFalse();
    }

    @Test
    void aCookieWithoutTheKeyBoundToItIsNotTheDevice() {
        signIn(CHROME, signedBy(browser));
        Facts second = signIn(CHROME, signedBy(browser));
        assertThat(second.device().known()).isTrue();
        assertThat(second.binding().bound() && second.binding().proven()).isTrue();

        Facts stolen = look(CHROME, Signals.NONE).facts();
        assertThat(stolen.binding().proofMissing()).isTrue();
        assertThat(stolen.device().known()).isFalse();
        assertThat(stolen.device().unseen()).isTrue();

        Facts thiefsKey = look(CHROME, signedBy(new TestBrowser())).facts();
        assertThat(thiefsKey.binding().proofWrong()).isTrue();
        assertThat(thiefsKey.binding().proven()).isFalse();
        assertThat(thiefsKey.device().known()).isFalse();
    }

    @Test
    void aThiefWhomLaxRulesLetInDoesNotUnbindTheKey() {
        signIn(CHROME, signedBy(browser));
        signIn(CHROME, Signals.NONE);
        signIn(CHROME, signedBy(new TestBrowser()));
        assertThat(look(CHROME, Signals.NONE).facts().binding().proofMissing()).isTrue();
        assertThat(look(CHROME, signedBy(browser)).facts().binding().proven()).isTrue();
    }

    @Test
    void anOwnerWhoApprovesBindsTheNewKey() {
        signIn(CHROME, signedBy(browser));
        TestBrowser reinstalled = new TestBrowser();
        Enriched approved = look(CHROME, signedBy(reinstalled));
        memory.succeeded(approved.traces(), approved.visit().confirmed());
        Facts facts = signIn(CHROME, signedBy(reinstalled));
        assertThat(facts.device().known() && facts.binding().proven()).isTrue();
    }

    @Test
    void aDeviceThatNeverSignedNeedsNoKey() {
        signIn(CHROME, Signals.NONE);
        Facts facts = signIn(CHROME, Signals.NONE);
        assertThat(facts.device().known()).isTrue();
        assertThat(facts.binding()).isEqualTo(Facts.Binding.UNKNOWN);
    }

    @Test
    void theClockIsHeldAgainstTheSunAndNotWhereThePlaceTellsNothing() {
        assertThat(signIn(CHROME, signedBy(browser)).binding().timeZoneHoursOff())
                .isBetween(0.2, 0.4);
        place = new Place("AU", "NSW", "Sydney", -33.87, 151.21, 50, 1221, "Telstra", false, false, false, false);
        assertThat(signIn(CHROME, signedBy(browser)).binding().timeZoneHoursOff())
                .isBetween(8.9, 9.1);
        place = new Place("AU", "NSW", "Sydney", -33.87, 151.21, 50, 1221, "Telstra", true, true, false, false);
        assertThat(signIn(CHROME, signedBy(browser)).binding().timeZoneHoursOff())
                .isNaN();
    }

    @Test
    void clientHintsNameTheBrowserAndMayContradict() {
        Signals edge = new Signals(
                Manner.UNKNOWN, "", "\"Chromium\";v=\"120\", \"Microsoft Edge\";v=\"120\"", "\"Linux\"", "", "", "");
        assertThat(look(CHROME, edge).facts().client().browser()).isEqualTo("Edge");
        assertThat(look(CHROME, edge).facts().manner().hintsContradict()).isFalse();
        assertThat(look(FIREFOX, edge).facts().manner().hintsContradict()).isTrue();
        assertThat(look(FIREFOX, edge).facts().client().browser()).isEqualTo("Firefox");
        Signals windows = new Signals(Manner.UNKNOWN, "", "\"Chromium\";v=\"120\"", "\"Windows\"", "", "", "");
        assertThat(look(CHROME, windows).facts().manner().hintsContradict()).isTrue();
    }
}
