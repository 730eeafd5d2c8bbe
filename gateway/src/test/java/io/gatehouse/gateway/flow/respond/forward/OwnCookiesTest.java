package io.gatehouse.gateway.flow.respond.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnCookiesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "gatehouse-device=x|''",
                "gatehouse-device=x; a=1|a=1",
                "a=1; gatehouse-device=x|a=1",
                "a=1; gatehouse-device=x; b=2|a=1; b=2",
                "a=1;gatehouse-device=x;b=2|a=1;b=2",
                "a=1;\tGateHouse-Device=x;  b=\"2;3\"|a=1;  b=\"2;3\"",
                "__Host-gatehouse-hold=x; __Secure-gatehouse-y=z; a=|a=",
                "gatehouse-a; gatehouse-b=2;|''",
            })
    void ownCookiesGoAndTheOthersStayAsTheyAre(String sent, String kept) {
        assertThat(OwnCookies.removedFrom(sent)).isEqualTo(kept);
    }

    @Test
    void aHeaderWithoutOwnCookiesIsNotTouched() {
        String odd = " a=1;;b=\"gatehouse-x\" ;\tgatehous=1; x-gatehouse-a=2; =; ";
        assertThat(OwnCookies.removedFrom(odd)).isSameAs(odd);
    }
}
