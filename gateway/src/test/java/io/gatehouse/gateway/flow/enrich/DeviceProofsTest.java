package io.gatehouse.gateway.flow.enrich;

import static io.gatehouse.gateway.flow.enrich.TestBrowser.showing;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.Signals;
import io.gatehouse.gateway.flow.enrich.DeviceProof.State;
import io.gatehouse.gateway.keyring.Keyring;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceProofsTest {
    private static final Instant NOW = Instant.parse("2026-03-31T09:00:00Z");

    private final Keyring keyring = Keyring.temporary();
    private final DeviceProofs proofs = new DeviceProofs(keyring, () -> NOW, new Random(1));
    private final TestBrowser browser = new TestBrowser();

    @Test
    void aProofTellsKeyClockAndThatThePageWasOurs() {
        DeviceProof proof = proofs.read(showing(browser.cookie(proofs.stamp(NOW))), NOW.plusSeconds(60));

        assertThat(proof.state()).isEqualTo(State.GOOD);
        assertThat(proof.key()).hasSize(86);
        assertThat(proof.otherOrigin()).isFalse();
        assertThat(proof.timeZoneMinutes()).isEqualTo(60);
        assertThat(proofs.read(showing(browser.cookie(proofs.stamp(NOW))), NOW).key())
                .isEqualTo(proof.key());
        assertThat(proofs.read(showing(new TestBrowser().cookie(proofs.stamp(NOW))), NOW)
                        .key())
                .isNotEqualTo(proof.key());
    }

    @Test
    void nothingShownIsNoProof() {
        assertThat(proofs.read(Signals.NONE, NOW)).isEqualTo(DeviceProof.NONE);
    }

    @Test
    void aProofIsTakenOnce() {
        String cookie = browser.cookie(proofs.stamp(NOW));
        assertThat(proofs.read(showing(cookie), NOW).state()).isEqualTo(State.GOOD);
        assertThat(proofs.read(showing(cookie), NOW.plusSeconds(1))).isEqualTo(DeviceProof.WRONG);
    }

    @Test
    void aStampServesForSeveralProofsAndForFiveMinutes() {
        String stamp = proofs.stamp(NOW);
        assertThat(proofs.read(showing(browser.cookie(stamp)), NOW).state()).isEqualTo(State.GOOD);
        Instant later = NOW.plus(Duration.ofMinutes(5));
        assertThat(proofs.read(showing(browser.cookie(stamp)), later).state()).isEqualTo(State.GOOD);
        assertThat(proofs.read(showing(browser.cookie(stamp)), later.plusSeconds(1)))
                .isEqualTo(DeviceProof.WRONG);
        assertThat(proofs.read(showing(browser.cookie(proofs.stamp(NOW.plusSeconds(31)))), NOW))
                .isEqualTo(DeviceProof.WRONG);
    }

    @Test
    void stampsOfOthersAreWorthNothing() {
        String stamp = new DeviceProofs(Keyring.temporary(), () -> NOW, new Random(1)).stamp(NOW);
        assertThat(proofs.read(showing(browser.cookie(stamp)), NOW)).isEqualTo(DeviceProof.WRONG);
    }

    @Test
    void aProofIsForOneMethodAndPath() {
        for (String request : new String[] {"PUT /login", "POST /other", "POST /login/"}) {
            String cookie = browser.cookie(proofs.stamp(NOW), request, TestBrowser.ORIGIN, "60");
            assertThat(proofs.read(showing(cookie), NOW)).isEqualTo(DeviceProof.WRONG);
        }
    }

    @Test
    void aPhishingProxysPageTellsOnItself() {
        String cookie = browser.cookie(proofs.stamp(NOW), TestBrowser.REQUEST, "https://app.test.evil.example", "60");
        assertThat(proofs.read(showing(cookie), NOW).otherOrigin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "p1",
                "p1.....",
                "p1.a.b.c.d.e.f",
                "p2.s1~1~AAAAAAAAAAA~k1~A.AAAAAAAAAAAAAAAAAAAAAA.0.AAAA.A.A"
            })
    void whatIsNoProofIsWrong(String cookie) {
        assertThat(proofs.read(showing(cookie), NOW)).isEqualTo(DeviceProof.WRONG);
    }

    @Test
    void noByteOfItMayBeAnother() {
        String cookie = browser.cookie(proofs.stamp(NOW));
        Random random = new Random(7);
        for (int i = 0; i < cookie.length(); i++) {
            char other = "AZaz09_-.~".charAt(random.nextInt(10));
            if (other != cookie.charAt(i)) {
                String altered = cookie.substring(0, i) + other + cookie.substring(i + 1);
                assertThat(proofs.read(showing(altered), NOW)).as("byte %d", i).isEqualTo(DeviceProof.WRONG);
            }
        }
        assertThat(proofs.read(showing(cookie), NOW).state()).isEqualTo(State.GOOD);
    }

    @Test
    void aZoneThatIsNowhereAndALongCookieAreRefused() {
        assertThat(proofs.read(
                        showing(browser.cookie(proofs.stamp(NOW), TestBrowser.REQUEST, TestBrowser.ORIGIN, "900")),
                        NOW))
                .isEqualTo(DeviceProof.WRONG);
        String far = "https://" + "x".repeat(400) + ".test";
        assertThat(proofs.read(showing(browser.cookie(proofs.stamp(NOW), TestBrowser.REQUEST, far, "0")), NOW))
                .isEqualTo(DeviceProof.WRONG);
    }
}
