package io.gatehouse.gateway.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMemoryTest {
    private static final Duration RETENTION = Duration.ofDays(180);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private final Pseudonyms pseudonyms = new Pseudonyms(Keyring.temporary());
    private EmbeddedStore store;
    private EmbeddedMemory memory;

    @BeforeEach
    void open() throws Exception {
        store = EmbeddedStore.open(directory);
        memory = new EmbeddedMemory(store, RETENTION, () -> now);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void restart() throws Exception {
        close();
        open();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Traces traces(String user) throws Exception {
        return pseudonyms.traces(
                user,
                InetAddress.getByName("198.51.100.7"),
                2119,
                new Pseudonyms.Client(new byte[16], true, "Firefox/128.0", null));
    }

    private void signIn(String user) throws Exception {
        await(memory.succeeded(traces(user), visit(user)));
    }

    private Visit visit(String user) throws Exception {
        Traces traces = traces(user);
        return new Visit(
                now,
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

    private Recollection recall(String user) throws Exception {
        return await(memory.recall(traces(user), visit(user)));
    }

    @Test
    void anAccountNeverSeenHasAnEmptyHistory() throws Exception {
        Recollection nothing = recall("alice");
        assertThat(nothing.history()).isEqualTo(History.EMPTY);
        assertThat(nothing.began()).isNull();
    }

    @Test
    void theNextAttemptSeesWhatTheLastOneTaught() throws Exception {
        recall("alice");
        signIn("alice");
        Recollection recollection = recall("alice");
        assertThat(recollection.history().signIns()).isEqualTo(1);
        assertThat(recollection.began()).isEqualTo(now);
        assertThat(recall("bob").history().signIns()).isZero();
    }

    @Test
    void historiesOutliveARestartAndCountsDoNot() throws Exception {
        signIn("alice");
        await(memory.failed(traces("alice"), now));
        assertThat(recall("alice").velocity().userFailures10m()).isEqualTo(1);

        restart();
        Recollection recollection = recall("alice");
        assertThat(recollection.history().signIns()).isEqualTo(1);
        assertThat(recollection.began()).isEqualTo(now);
        assertThat(recollection.velocity().userFailures10m()).isZero();
    }

    @Test
    void theMemoryBeganWithItsEarliestSignIn() throws Exception {
        Instant today = now;
        signIn("alice");
        now = today.minus(DAY.multipliedBy(30));
        signIn("bob");
        now = today;
        assertThat(recall("alice").began()).isEqualTo(today.minus(DAY.multipliedBy(30)));
    }

    @Test
    void aDenialMarksDeviceAndPrefixForThisAccountOnly() throws Exception {
        signIn("bob");
        await(memory.denied(traces("alice"), now));

        History alice = recall("alice").history();
        assertThat(alice.isReported(traces("alice").device())).isTrue();
        assertThat(alice.isReported(traces("alice").prefix())).isTrue();
        assertThat(alice.signIns()).isZero();
        assertThat(recall("alice").velocity().userDenials24h()).isEqualTo(1);
        assertThat(recall("bob").history().reports()).isEmpty();
    }

    @Test
    void aForgottenAccountLeavesNothing() throws Exception {
        signIn("alice");
        await(memory.failed(traces("alice"), now));
        await(memory.forget(pseudonyms.user("alice")));

        assertThat(recall("alice").history()).isEqualTo(History.EMPTY);
        assertThat(recall("alice").velocity().userFailures24h()).isZero();
        assertThat(store.<byte[]>map("memory.histories")).isEmpty();
    }

    @Test
    void aHistoryThatCannotBeReadIsAFailureAndCanBeErased() throws Exception {
        String user = pseudonyms.user("alice");
        await(store.durably(() -> store.<byte[]>map("memory.histories").put(user, new byte[] {1, 2, 3})));

        assertThatThrownBy(() -> recall("alice")).hasCauseInstanceOf(IllegalArgumentException.class);
        await(memory.forget(user));
        assertThat(recall("alice").history()).isEqualTo(History.EMPTY);
    }

    @Test
    void whatIsOlderThanTheRetentionIsNotReadAndIsSweptAway() throws Exception {
        for (int i = 0; i < 450; i++) {
            signIn("old" + i);
        }
        now = now.plus(RETENTION).plus(DAY);
        signIn("young");
        assertThat(recall("old7").history()).isEqualTo(History.EMPTY);
        assertThat(store.<byte[]>map("memory.histories")).hasSize(451);

        assertThat(await(memory.sweep())).isEqualTo(450);
        assertThat(store.<byte[]>map("memory.histories")).hasSize(1);
        assertThat(await(memory.sweep())).isZero();
    }

    @Test
    void addressesAndNamesAreNowhereInTheFile() throws Exception {
        signIn("alice.liddell@example.com");
        store.close();
        String file = java.nio.file.Files.readString(
                directory.resolve("gatehouse.mv"), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(file).contains("Firefox").doesNotContain("liddell").doesNotContain("198.51");
    }
}
