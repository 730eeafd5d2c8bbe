package io.gatehouse.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every quarantine must do. */
public abstract class QuarantineContract {
    private final Instant now = Instant.now();
    private final Instant later = now.plusSeconds(600);

    protected abstract Quarantine quarantine();

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void nothingIsShutOutAtFirst() {
        assertThat(quarantine().isEmpty()).isTrue();
        assertThat(quarantine().reason("a", now)).isNull();
    }

    @Test
    void aShutOutSessionHasItsReasonUntilItsEnd() {
        long before = quarantine().shutOuts();
        await(quarantine().shut(List.of("a", "b"), "under-way 1 x", later));
        assertThat(quarantine().isEmpty()).isFalse();
        assertThat(quarantine().shutOuts()).isGreaterThan(before);
        assertThat(quarantine().reason("a", now)).isEqualTo("under-way 1 x");
        assertThat(quarantine().reason("b", later.minusMillis(1))).isEqualTo("under-way 1 x");
        assertThat(quarantine().reason("b", later)).isNull();
        assertThat(quarantine().reason("c", now)).isNull();
    }

    @Test
    void aSessionIsFreeOnceAllReasonsAreGone() {
        await(quarantine().shut(List.of("a"), "first", later));
        await(quarantine().shut(List.of("a"), "second", later));
        await(quarantine().release("first"));
        assertThat(quarantine().reason("a", now)).isEqualTo("second");
        await(quarantine().release("second"));
        assertThat(quarantine().reason("a", now)).isNull();
        assertThat(quarantine().isEmpty()).isTrue();
        await(quarantine().release("second"));
    }

    @Test
    void aReasonMayGetMoreSessions() {
        await(quarantine().shut(List.of("a"), "first", later));
        await(quarantine().shut(List.of("b"), "first", later));
        assertThat(quarantine().reason("a", now)).isEqualTo("first");
        await(quarantine().release("first"));
        assertThat(quarantine().isEmpty()).isTrue();
    }
}
