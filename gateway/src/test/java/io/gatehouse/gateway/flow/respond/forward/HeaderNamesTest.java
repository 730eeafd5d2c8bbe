package io.gatehouse.gateway.flow.respond.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;

class HeaderNamesTest {
    private static final HeaderNames NAMES = new HeaderNames("expect", "x-real-ip", "forwarded");

    @Test
    void aNameIsFoundInAnyCaseAndForm() {
        assertThat(NAMES.contains("X-REAL-ip")).isTrue();
        assertThat(NAMES.contains(AsciiString.of("Forwarded"))).isTrue();
        assertThat(NAMES.contains("eXpect")).isTrue();
    }

    @Test
    void othersAreNot() {
        for (String other : new String[] {"", "x", "x-real-i", "x-real-ip2", "x_real_ip", "expect ", "Host"}) {
            assertThat(NAMES.contains(other)).as(other).isFalse();
        }
    }

    @Test
    void whatConnectionNamesGoesNoFurtherEither() {
        HopByHop hopByHop = HopByHop.of(new DefaultHttpHeaders()
                .add("Connection", "close, X-One,,x-two")
                .add("Connection", "TE"));
        assertThat(hopByHop.contains("x-ONE")).isTrue();
        assertThat(hopByHop.contains("X-Two")).isTrue();
        assertThat(hopByHop.contains("te")).isTrue();
        assertThat(hopByHop.contains("Close")).isFalse();
        assertThat(HopByHop.of(new DefaultHttpHeaders()).contains("x-one")).isFalse();
    }
}
