package io.gatehouse.gateway.flow.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.flow.enrich.DeviceCookies.Shown;
import io.gatehouse.gateway.keyring.Keyring;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeviceCookiesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -1};

    private final Keyring keyring = Keyring.temporary();
    private final DeviceCookies cookies = new DeviceCookies(keyring);

    private String value(Instant issued) {
        String header = cookies.issue(ID, issued, true);
        return header.substring(header.indexOf('=') + 1, header.indexOf(';'));
    }

    @Test
    void aCookieOfOursIsKnown() {
        assertThat(cookies.read(value(NOW), NOW.plus(Duration.ofDays(1))))
                .isInstanceOfSatisfying(Shown.Known.class, known -> {
                    assertThat(known.id()).isEqualTo(ID);
                    assertThat(known.isDueForRenewal()).isFalse();
                });
    }

    @Test
    void overTlsItIsBoundToItsHost() {
        assertThat(cookies.issue(ID, NOW, true))
                .startsWith("__Host-gatehouse-device=v1.AQIDBAUGBwgJCgsMDQ4P_w.1772442000.k")
                .endsWith("; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure");
        assertThat(cookies.issue(ID, NOW, false))
                .startsWith("gatehouse-device=")
                .endsWith("; SameSite=Lax");
    }

    @Test
    void everyAlteredCharacterMakesItForged() {
        String value = value(NOW);
        IntStream.range(0, value.length()).forEach(i -> {
            char other = value.charAt(i) == 'A' ? 'B' : 'A';
            String altered = value.substring(0, i) + other + value.substring(i + 1);
            assertThat(cookies.read(altered, NOW)).as(altered).isInstanceOf(Shown.Forged.class);
        });
    }

    @Test
    void cutLengthenedAndForeignOnesAreForged() {
        String value = value(NOW);
        IntStream.range(1, value.length())
                .forEach(end ->
                        assertThat(cookies.read(value.substring(0, end), NOW)).isInstanceOf(Shown.Forged.class));
        assertThat(cookies.read(value + "x", NOW)).isInstanceOf(Shown.Forged.class);
        assertThat(cookies.read("x".repeat(1_000_000), NOW)).isInstanceOf(Shown.Forged.class);
        assertThat(new DeviceCookies(Keyring.temporary()).read(value, NOW))
                .as("another installation's")
                .isInstanceOf(Shown.Forged.class);
    }

    @Test
    void aSignatureOverTheSameTextForAnotherUseIsForged() {
        String content = "v1.AQIDBAUGBwgJCgsMDQ4P_w." + NOW.getEpochSecond();
        assertThat(cookies.read(content + "." + keyring.sign("something else", content), NOW))
                .isInstanceOf(Shown.Forged.class);
    }

    @Test
    void noneIsMissingAndSoIsOneThatRanOut() {
        assertThat(cookies.read(null, NOW)).isInstanceOf(Shown.Missing.class);
        assertThat(cookies.read("", NOW)).isInstanceOf(Shown.Missing.class);
        assertThat(cookies.read(value(NOW), NOW.plus(Duration.ofDays(401)))).isInstanceOf(Shown.Missing.class);
        assertThat(cookies.read(value(NOW.plus(Duration.ofDays(1))), NOW))
                .as("from the future")
                .isInstanceOf(Shown.Missing.class);
    }

    @Test
    void oneInUseIsRenewedAfterAMonth() {
        assertThat(cookies.read(value(NOW), NOW.plus(Duration.ofDays(31))))
                .isInstanceOfSatisfying(
                        Shown.Known.class,
                        known -> assertThat(known.isDueForRenewal()).isTrue());
    }
}
