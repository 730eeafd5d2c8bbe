package io.gatehouse.gateway.flow.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.embedded.EmbeddedMemory;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.gateway.telemetry.Decision;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.risk.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettlerTest {
    private static final Instant NOW = Instant.parse("2026-03-31T09:00:00Z");

    private final EmbeddedStore store = EmbeddedStore.inMemory();
    private final EmbeddedMemory memory = new EmbeddedMemory(store, Duration.ofDays(180), () -> NOW);
    private final List<String> logged = new ArrayList<>();
    private final Settler settler = new Settler(memory, new DecisionLog() {
        @Override
        public void judged(Decision decision) {
            logged.add(decision.attempt().id());
        }

        @Override
        public void ended(String id, Outcome outcome) {
            logged.add(id + " " + outcome);
        }
    });
    private final Pseudonyms pseudonyms = new Pseudonyms(Keyring.temporary());

    @AfterEach
    void close() {
        store.close();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Traces traces() throws Exception {
        return pseudonyms.traces(
                "alice",
                InetAddress.getByName("198.51.100.7"),
                2119,
                new Pseudonyms.Client(new byte[16], true, "Firefox/128.0", null));
    }

    private static Visit visit(Traces traces) {
        return new Visit(
                NOW,
                traces.device(),
                traces.prefix(),
                traces.address(),
                2119,
                "NO",
                "NO-03",
                traces.agent(),
                "Firefox",
                "macOS",
                "desktop",
                "nb",
                60,
                11,
                5,
                Print.UNKNOWN);
    }

    private Recollection settle(Verdict verdict, boolean approved, Outcome outcome) throws Exception {
        Traces traces = traces();
        Visit visit = visit(traces);
        await(settler.settle(new Ending("decision", NOW, traces, visit, verdict, approved, outcome)));
        return await(memory.recall(traces, visit));
    }

    @Test
    void aSuccessWithoutRiskIsLearnt() throws Exception {
        Recollection after = settle(Verdict.PASS, false, Outcome.SUCCESS);
        assertThat(after.history().signIns()).isEqualTo(1);
        assertThat(after.velocity().addressSuccessUsers24h()).isEqualTo(1);
        assertThat(logged).containsExactly("decision SUCCESS");
    }

    @Test
    void aRiskySuccessIsLearntOnlyIfTheOwnerApproved() throws Exception {
        assertThat(settle(Verdict.CHALLENGE, false, Outcome.SUCCESS).history().signIns())
                .isZero();
        assertThat(settle(Verdict.BLOCK, false, Outcome.SUCCESS).history().signIns())
                .isZero();
        assertThat(settle(Verdict.CHALLENGE, true, Outcome.SUCCESS).history().signIns())
                .isEqualTo(1);
    }

    @Test
    void aFailureIsOnlyCounted() throws Exception {
        Recollection after = settle(Verdict.PASS, false, Outcome.FAILURE);
        assertThat(after.history()).isEqualTo(History.EMPTY);
        assertThat(after.velocity().userFailures10m()).isEqualTo(1);
        assertThat(after.velocity().addressFailures1h()).isEqualTo(1);
    }

    @Test
    void whatTheOwnerReportsMarksDeviceAndNetwork() throws Exception {
        Recollection after = settle(Verdict.CHALLENGE, false, Outcome.REPORTED);
        assertThat(after.history().signIns()).isZero();
        assertThat(after.history().isReported(traces().device())).isTrue();
        assertThat(after.history().isReported(traces().prefix())).isTrue();
        assertThat(after.velocity().userDenials24h()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDECIDABLE", "BLOCKED", "DENIED", "EXPIRED"})
    void otherEndsTeachNothingAndAreLogged(Outcome outcome) throws Exception {
        Recollection after = settle(Verdict.CHALLENGE, false, outcome);
        assertThat(after.history()).isEqualTo(History.EMPTY);
        assertThat(after.velocity().userFailures10m()).isZero();
        assertThat(after.velocity().addressFailures10m()).isZero();
        assertThat(logged).containsExactly("decision " + outcome);
    }

    @Test
    void askingTheOwnerIsCounted() throws Exception {
        await(settler.challenged(traces(), NOW));
        assertThat(await(memory.recall(traces(), visit(traces()))).velocity().userChallenges1h())
                .isEqualTo(1);
    }

    @Test
    void aMemoryThatFailsDoesNotFailTheSignIn() throws Exception {
        Traces traces = traces();
        store.close();
        await(settler.settle(new Ending("decision", NOW, traces, visit(traces), Verdict.PASS, false, Outcome.SUCCESS)));
        assertThat(logged).containsExactly("decision SUCCESS");
    }
}
