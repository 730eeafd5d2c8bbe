package io.gatehouse.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.7", "255.255.255.255", "2001:db8:0:0:0:0:0:7", "0:0:0:0:0:0:0:1"})
    void addressesAreReadAsWritten(String text) {
        assertThat(IpAddresses.parse(text).getHostAddress()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "01.2.3.4",
                "1.2.3.256",
                "1.2.3.-4",
                "1.2.3.4 ",
                "0x1.2.3.4",
                "localhost",
                "example.com",
                ":",
                ":::",
                "1:2:3",
                "fe80::1%eth0",
                "::g",
                "[::1]",
                "1:2:3:4:5:6:7:8:9",
                "٣.1.1.1",
                "::٣",
                "0000000000000000000000000000000000000000000001::"
            })
    void whatIsNoAddressIsRefusedWithoutAskingANameServer(String text) {
        assertThatThrownBy(() -> IpAddresses.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no IP address");
    }

    @Test
    void aRangeBecomesTheFewestNetworks() {
        assertThat(Cidr.between(address("10.0.0.1"), address("10.0.1.255")))
                .extracting(Cidr::toString)
                .containsExactly(
                        "10.0.0.1/32",
                        "10.0.0.2/31",
                        "10.0.0.4/30",
                        "10.0.0.8/29",
                        "10.0.0.16/28",
                        "10.0.0.32/27",
                        "10.0.0.64/26",
                        "10.0.0.128/25",
                        "10.0.1.0/24");
        assertThat(Cidr.between(address("0.0.0.0"), address("255.255.255.255")))
                .containsExactly(Cidr.parse("0.0.0.0/0"));
        assertThat(Cidr.between(address("::"), address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")))
                .containsExactly(Cidr.parse("::/0"));
    }

    @Test
    void everyCountryOfIso3166HasAMiddleAndASize() {
        for (String code : Locale.getISOCountries()) {
            Countries.Country country = Countries.of(code);
            assertThat(country).as(code).isNotNull();
            if (country != null) {
                assertThat(country.latitude()).as(code).isBetween(-90.0, 90.0);
                assertThat(country.longitude()).as(code).isBetween(-180.0, 180.0);
                assertThat(country.radiusKm()).as(code).isBetween(1.0, 4000.0);
            }
        }
    }

    private static InetAddress address(String text) {
        return IpAddresses.parse(text);
    }
}
