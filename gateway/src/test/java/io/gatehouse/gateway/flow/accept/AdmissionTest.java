package io.gatehouse.gateway.flow.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Config;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final AtomicLong used = new AtomicLong();
    private final Admission admission =
            new Admission(Config.Limits.DEFAULT, new ClientAddress(List.of()), used::get, 1000);

    @Test
    void nothingNewBeginsWhileMemoryIsShort() {
        used.set(800);
        assertThat(admission.begin()).isTrue();
        used.set(801);
        assertThat(admission.begin()).isFalse();
        used.set(800);
        assertThat(admission.begin()).isTrue();
    }

    @Test
    void whatWasTurnedAwayDoesNotCount() {
        used.set(1000);
        for (int i = 0; i <= Config.Limits.DEFAULT.exchanges(); i++) {
            assertThat(admission.begin()).isFalse();
        }
        used.set(0);
        for (int i = 0; i < Config.Limits.DEFAULT.exchanges(); i++) {
            assertThat(admission.begin()).isTrue();
        }
        assertThat(admission.begin()).isFalse();
        admission.ended();
        assertThat(admission.begin()).isTrue();
    }
}
