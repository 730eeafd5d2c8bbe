package io.gatehouse.gateway.flow.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.flow.enrich.Enriched.Source;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.keyring.KeyringFile;
import io.gatehouse.gateway.keyring.Purpose;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.embedded.EmbeddedMemory;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import io.gatehouse.gateway.store.history.Doubt;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Renaming;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.geo.Place;
import io.gatehouse.risk.Facts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnricherTest {
    private static final Instant NOW = Instant.parse("2026-03-31T09:00:00Z");
    private static final Place OSLO =
            new Place("NO", "03", "Oslo", 59.91, 10.75, 20, 2119, "Telenor", false, false, false, false);

    private final Keyring keyring = Keyring.temporary();
    private final DeviceCookies cookies = new DeviceCookies(keyring);
    private final EmbeddedStore store = EmbeddedStore.inMemory();
    private final Memory memory = new EmbeddedMemory(store, Duration.ofDays(180), () -> NOW);

    @AfterEach
    void close() {
        store.close();
    }

    private Enricher enricher(
            Function<InetAddress, Located> geo,
            Memory memory,
            Function<String, CompletionStage<Boolean>> phones,
            Duration deadline) {
        return new Enricher(
                new Enricher.Sources(geo, memory, phones),
                cookies,
                new DeviceProofs(keyring, () -> NOW, new Random(2)),
                new Pseudonyms(keyring),
                new FactBuilder(Duration.ofDays(14)),
                deadline,
                new Random(1));
    }

    private static LoginAttempt attempt(@Nullable String deviceCookie) throws UnknownHostException {
        return new LoginAttempt(
                "AAAAAAAAAAAAAAAAAAAAAA",
                NOW,
                "/login",
                "alice",
                InetAddress.getByName("198.51.100.7"),
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "nb-NO,nb;q=0.9",
                deviceCookie);
    }

    private static Located oslo(InetAddress address) {
        return new Located(OSLO, Labels.NONE);
    }

    private static CompletionStage<Boolean> isEnrolled(String user) {
        return CompletableFuture.completedFuture(user.equals("alice"));
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void everySourceHasItsSay() throws Exception {
        Enriched enriched = await(enricher(EnricherTest::oslo, memory, EnricherTest::isEnrolled, Duration.ofSeconds(30))
                .enrich(attempt(null)));

        assertThat(enriched.unknown()).isEmpty();
        assertThat(enriched.place()).isEqualTo(OSLO);
        assertThat(enriched.facts().place().city()).isEqualTo("Oslo");
        assertThat(enriched.facts().account().phoneEnrolled()).isTrue();
        assertThat(enriched.facts().account().signIns()).isZero();
        assertThat(enriched.facts().velocity().addressUsers1h()).isEqualTo(1);
        assertThat(enriched.facts().client().browser()).isEqualTo("Firefox");
        assertThat(enriched.facts().client().language()).isEqualTo("nb");
        assertThat(enriched.agent().description()).isEqualTo("Firefox on Linux");
    }

    @Test
    void aDeviceWithoutCookieIsGivenOneAndKnownByItAfterItsFirstProvenSignIn() throws Exception {
        Enricher enricher = enricher(EnricherTest::oslo, memory, EnricherTest::isEnrolled, Duration.ofSeconds(30));
        Enriched first = await(enricher.enrich(attempt(null)));
        assertThat(first.device().needsCookie()).isTrue();
        assertThat(first.facts().device().cookieMissing()).isTrue();
        await(memory.succeeded(first.traces(), first.visit()));

        String header = cookies.issue(first.device().id(), NOW, false);
        String cookie = header.substring(header.indexOf('=') + 1, header.indexOf(';'));
        Enriched second = await(enricher.enrich(attempt(cookie)));
        assertThat(second.device().needsCookie()).isFalse();
        assertThat(second.facts().device().known()).isTrue();
        assertThat(second.facts().device().signIns()).isEqualTo(1);
        assertThat(second.facts().place().countryShare()).isEqualTo(1);
    }

    @Test
    void aDeviceStaysKnownWhileKeysAreRotatedAndOldOnesDropped(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keyring.json");
        Keyring rotated = Keyring.openOrCreate(file);
        DeviceCookies itsCookies = new DeviceCookies(rotated);
        Pseudonyms pseudonyms = new Pseudonyms(rotated);
        Enricher enricher = new Enricher(
                new Enricher.Sources(EnricherTest::oslo, memory, EnricherTest::isEnrolled),
                itsCookies,
                new DeviceProofs(rotated, () -> NOW, new Random(2)),
                pseudonyms,
                new FactBuilder(Duration.ofDays(14)),
                Duration.ofSeconds(30),
                new Random(1));
        Enriched first = await(enricher.enrich(attempt(null)));
        await(memory.succeeded(first.traces(), first.visit()));
        String header = itsCookies.issue(first.device().id(), NOW, false);
        String cookie = header.substring(header.indexOf('=') + 1, header.indexOf(';'));

        for (String middle : new String[] {"", "k5"}) {
            KeyringFile.rotate(file, EnumSet.of(Purpose.HASH), Instant.EPOCH.plusSeconds(1));
            rotated.reload(file);
            Enriched next = await(enricher.enrich(attempt(cookie)));
            assertThat(next.traces().device()).isNotEqualTo(first.traces().device());
            assertThat(next.traces().user()).isEqualTo(first.traces().user());
            assertThat(next.facts().device().known()).isTrue();
            assertThat(next.facts().network().prefixUnseen()).isFalse();
            assertThat(next.facts().manner().agentChanged()).isFalse();
            if (!middle.isEmpty()) {
                KeyringFile.drop(file, middle, () -> NOW);
                rotated.reload(file);
                assertThat(await(enricher.enrich(attempt(cookie)))
                                .facts()
                                .device()
                                .known())
                        .isTrue();
            }
        }
        History left = await(memory.historyOf(first.traces().user()));
        assertThat(left.devices().entries()).hasSize(1);
        assertThat(left.devices().find(first.traces().device())).isNull();
        assertThat(left.prefixes().find(first.traces().prefix())).isNull();
    }

    @Test
    void twoNewDevicesAreTwo() throws Exception {
        Enricher enricher = enricher(EnricherTest::oslo, memory, EnricherTest::isEnrolled, Duration.ofSeconds(30));
        assertThat(await(enricher.enrich(attempt(null))).traces().device())
                .isNotEqualTo(await(enricher.enrich(attempt(null))).traces().device());
    }

    @Test
    void aMemoryThatNeverAnswersIsUnknownAtTheDeadline() throws Exception {
        Enriched enriched =
                await(enricher(EnricherTest::oslo, new SilentMemory(), EnricherTest::isEnrolled, Duration.ofMillis(20))
                        .enrich(attempt(null)));

        assertThat(enriched.unknown()).containsExactly(Source.MEMORY);
        assertThat(enriched.facts().velocity()).isEqualTo(Facts.Velocity.UNKNOWN);
        assertThat(enriched.facts().account().signIns()).isNaN();
        assertThat(enriched.facts().place().country()).isEqualTo("NO");
    }

    @Test
    void sourcesThatFailAreUnknownAndNothingElseIs() throws Exception {
        Enriched enriched = await(enricher(
                        address -> {
                            throw new IllegalStateException("the database is damaged");
                        },
                        memory,
                        user -> CompletableFuture.failedFuture(new IllegalStateException("no phones")),
                        Duration.ofSeconds(30))
                .enrich(attempt(null)));

        assertThat(enriched.unknown()).containsExactlyInAnyOrder(Source.GEO, Source.PHONES);
        assertThat(enriched.facts().place()).isEqualTo(Facts.Place.UNKNOWN);
        assertThat(enriched.facts().account().phoneEnrolled()).isFalse();
        assertThat(enriched.facts().account().signIns()).isZero();
    }

    @Test
    void aMemoryThatThrowsIsUnknownToo() throws Exception {
        Memory throwing = new SilentMemory() {
            @Override
            public CompletionStage<Recollection> recall(Traces traces, Visit visit, List<Renaming> renamings) {
                throw new IllegalStateException("no memory");
            }
        };
        Enriched enriched =
                await(enricher(EnricherTest::oslo, throwing, EnricherTest::isEnrolled, Duration.ofSeconds(30))
                        .enrich(attempt(null)));
        assertThat(enriched.unknown()).containsExactly(Source.MEMORY);
    }

    @Test
    void theDeviceIdDoesNotShow() throws Exception {
        Enriched enriched = await(enricher(EnricherTest::oslo, memory, EnricherTest::isEnrolled, Duration.ofSeconds(30))
                .enrich(attempt(null)));
        assertThat(enriched.toString()).contains("DeviceTag[new]");
    }

    /** A store that is gone without a word. */
    private static class SilentMemory implements Memory {
        @Override
        public CompletionStage<Recollection> recall(Traces traces, Visit visit, List<Renaming> renamings) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> succeeded(Traces traces, Visit visit) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> failed(Traces traces, Instant at) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> challenged(Traces traces, Instant at) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> denied(Traces traces, Instant at) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<History> historyOf(String user) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<History> unlearn(String user, Doubt doubt) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> forget(String user) {
            return new CompletableFuture<>();
        }
    }
}
