package io.gatehouse.gateway.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.MemoryContract;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMemoryTest extends MemoryContract {
    private static final Duration RETENTION = Duration.ofDays(180);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
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

    @Override
    protected Memory memory() {
        return memory;
    }

    @Override
    protected Instant now() {
        return now;
    }

    @Override
    protected void setTime(Instant time) {
        now = time;
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
