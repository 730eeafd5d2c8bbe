package io.gatehouse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.DeviceProofs;
import io.gatehouse.gateway.flow.enrich.Enriched;
import io.gatehouse.gateway.flow.enrich.Enricher;
import io.gatehouse.gateway.flow.enrich.FactBuilder;
import io.gatehouse.gateway.flow.enrich.Labels;
import io.gatehouse.gateway.flow.enrich.Located;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.embedded.EmbeddedMemory;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import io.gatehouse.geo.GeoData;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Verdict;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo promises, by the shipped rules and the bundled geo data, at any time of day. */
class DemoSettingTest {
    private static final RuleBook RULES = RuleBook.shipped();
    private static final GeoData GEO = GeoData.bundled();
    private static final Config CONFIG =
            DemoSetting.config(Path.of("demo"), URI.create("http://127.0.0.1:3000"), 8080, 9090);

    @AfterAll
    static void stop() {
        RULES.close();
    }

    /** A memory with the demo's past in it, and what stands before it. */
    private static final class Past implements AutoCloseable {
        private final EmbeddedStore store = EmbeddedStore.inMemory();
        private final EmbeddedMemory memory;
        private final Enricher enricher;

        Past(Instant now) {
            Keyring keyring = Keyring.temporary();
            memory = new EmbeddedMemory(store, CONFIG.privacy().retention(), InstantSource.fixed(now));
            enricher = new Enricher(
                    new Enricher.Sources(
                            address -> new Located(GEO.lookup(address), Labels.NONE),
                            memory,
                            user -> CompletableFuture.completedFuture(true)),
                    new DeviceCookies(keyring),
                    new DeviceProofs(keyring, InstantSource.system(), new SecureRandom()),
                    new Pseudonyms(keyring),
                    new FactBuilder(CONFIG.rules().warmUp()),
                    Duration.ofSeconds(30),
                    new SecureRandom());
            for (LoginAttempt attempt : DemoSetting.pastSignIns(now)) {
                Enriched past = enrich(attempt);
                memory.succeeded(past.traces(), past.visit())
                        .toCompletableFuture()
                        .join();
            }
        }

        private Enriched enrich(LoginAttempt attempt) {
            return enricher.enrich(attempt).toCompletableFuture().join();
        }

        Judgement judge(LoginAttempt attempt) {
            return RULES.judge(enrich(attempt).facts(), CONFIG.rules().thresholds());
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-11-24T03:30:00Z", "2026-11-24T09:00:00Z", "2026-11-28T15:10:00Z", "2026-11-29T22:45:00Z"})
    void homePassesBrazilIsChallengedAndTheDataCentreIsBlocked(Instant now) {
        try (Past past = new Past(now)) {
            assertThat(past.judge(DemoClient.HOME.attempt(now)).verdict()).isEqualTo(Verdict.PASS);
            assertThat(past.judge(DemoClient.BRAZIL.attempt(now))).satisfies(brazil -> {
                assertThat(brazil.verdict()).isEqualTo(Verdict.CHALLENGE);
                assertThat(brazil.passkeyOnly()).isFalse();
            });
            assertThat(past.judge(DemoClient.DATA_CENTRE.attempt(now)).verdict())
                    .isEqualTo(Verdict.BLOCK);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"
            })
    void anyBrowserOfThisMachineIsChallenged(String agent) {
        Instant now = Instant.parse("2026-11-24T09:00:00Z");
        LoginAttempt attempt = new LoginAttempt(
                "id", now, DemoSetting.LOGIN, DemoSetting.REGULAR, InetAddress.getLoopbackAddress(), agent, "en", null);

        try (Past past = new Past(now)) {
            assertThat(past.judge(attempt)).satisfies(judgement -> {
                assertThat(judgement.verdict()).isEqualTo(Verdict.CHALLENGE);
                assertThat(judgement.passkeyOnly()).isFalse();
            });
        }
    }

    @Test
    void theThreeLinesAndTheLinkAreTold() {
        String told = DemoSetting.whatToTry(8081, 9091, URI.create("http://phone.localhost:8081/enrol#token"));

        assertThat(told.lines().filter(line -> line.strip().startsWith("curl -i http://127.0.0.1:8081/login")))
                .hasSize(3);
        assertThat(told).contains("http://phone.localhost:8081/enrol#token", "http://127.0.0.1:9091/health/ready");
    }

    @Test
    void onlyThisMachineCanReachTheDemoAndOnlyItIsBelieved() {
        assertThat(CONFIG.listen())
                .allSatisfy(
                        listener -> assertThat(listener.address().getAddress().isLoopbackAddress())
                                .isTrue());
        assertThat(CONFIG.admin().address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(CONFIG.trustedProxies()).hasToString("[127.0.0.1/32, 0:0:0:0:0:0:0:1/128]");
    }
}
