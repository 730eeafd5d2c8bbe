package io.gatehouse.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void noNameCanBeTakenForAnOptionOfACommandLine() {
        for (int first = 0; first < 256; first++) {
            byte[] bytes = new byte[16];
            bytes[0] = (byte) first;
            assertThat(Ids.of(bytes)).matches("[A-Za-z][A-Za-z0-9_-]{21}");
        }
    }

    @Test
    void namesDoNotRepeat() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            names.add(Ids.next());
        }
        assertThat(names).hasSize(10_000);
    }
}
