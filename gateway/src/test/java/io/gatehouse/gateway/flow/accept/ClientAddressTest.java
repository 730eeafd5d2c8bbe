package io.gatehouse.gateway.flow.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Manner;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static final String PROXY = "10.0.0.1";
    private final ClientAddress behindProxies =
            new ClientAddress(List.of(new Cidr(address("10.0.0.0"), 8), new Cidr(address("fd00::"), 8)));

    @ParameterizedTest(name = "X-Forwarded-For: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 | 192.0.2.7",
                "6.6.6.6, 192.0.2.7 | 192.0.2.7",
                "6.6.6.6, 192.0.2.7, 10.0.0.9 | 192.0.2.7",
                "6.6.6.6,192.0.2.7,fd00::5,10.0.0.9 | 192.0.2.7",
                "2001:db8::1 | 2001:db8::1",
                "[2001:db8::1] | 2001:db8::1",
                "[2001:db8::1]:4711 | 2001:db8::1",
                "192.0.2.7:4711 | 192.0.2.7",
                "::ffff:192.0.2.7 | 192.0.2.7",
                // All trusted: the one furthest out.
                "10.0.0.3, 10.0.0.2 | 10.0.0.3",
                // Not to be read: the nearest hop that could be.
                "unknown | 10.0.0.1",
                "192.0.2.7, unknown | 10.0.0.1",
                "192.0.2.7, unknown, 10.0.0.2 | 10.0.0.2",
                "192.0.2.7, | 10.0.0.1",
                "192.0.2.256 | 10.0.0.1",
                "192.0.2 | 10.0.0.1",
                "3221225991 | 10.0.0.1",
                "0xc0000207 | 10.0.0.1",
                "localhost | 10.0.0.1",
                "192.0.2.7:port | 10.0.0.1",
                "192.0.2.7 6.6.6.6 | 10.0.0.1",
                "fe80::1%eth0 | 10.0.0.1",
                "[2001:db8::1 | 10.0.0.1",
                "[192.0.2.7] | 10.0.0.1",
                "2001:db8::1]:80 | 10.0.0.1",
                "'\"192.0.2.7\"' | 10.0.0.1",
            })
    void theRightmostUntrustedHopIsTheClient(String forwardedFor, String expected) {
        assertThat(resolve("X-Forwarded-For", forwardedFor).address()).isEqualTo(address(expected));
    }

    @ParameterizedTest(name = "Forwarded: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "for=192.0.2.7 | 192.0.2.7 | false",
                "For=192.0.2.7;Proto=HTTPS;by=10.0.0.1 | 192.0.2.7 | true",
                "for=6.6.6.6, for=192.0.2.7;proto=http | 192.0.2.7 | false",
                "for=\"[2001:db8::1]:4711\" | 2001:db8::1 | false",
                "for=\"192.0.2.7:80\" | 192.0.2.7 | false",
                "for=192.0.2.7, for=10.0.0.5 | 192.0.2.7 | false",
                "for=_hidden | 10.0.0.1 | false",
                "for=unknown | 10.0.0.1 | false",
                "proto=https | 10.0.0.1 | true",
                "for=\"192.0.2.7, for=6.6.6.6\" | 10.0.0.1 | false",
                "for=192.0.2.7;for=6.6.6.6 | 10.0.0.1 | false",
                "for=\"192.0.2.7 | 10.0.0.1 | false",
            })
    void theStandardHeaderSaysTheSame(String forwarded, String expected, boolean secure) {
        assertThat(resolve("Forwarded", forwarded))
                .isEqualTo(new Client(address(expected), secure, true, null, Manner.UNKNOWN));
    }

    @Test
    void whatAnUntrustedPeerSaysCountsForNothing() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set("X-Forwarded-For", "10.0.0.1")
                .set("Forwarded", "for=10.0.0.1;proto=https")
                .set("X-Forwarded-Proto", "https");
        assertThat(behindProxies.resolve(new Peer(address("192.0.2.7"), false, null), headers))
                .isEqualTo(new Client(address("192.0.2.7"), false));
        assertThat(new ClientAddress(List.of()).resolve(new Peer(address(PROXY), true, null), headers))
                .isEqualTo(new Client(address(PROXY), true));
    }

    @Test
    void severalHeadersAreOneList() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-Forwarded-For", "6.6.6.6")
                .add("X-Forwarded-For", "192.0.2.7, 10.0.0.2");
        assertThat(behindProxies
                        .resolve(new Peer(address(PROXY), false, null), headers)
                        .address())
                .isEqualTo(address("192.0.2.7"));
    }

    @Test
    void theOlderHeaderWinsOverTheStandardOne() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set("X-Forwarded-For", "192.0.2.7")
                .set("Forwarded", "for=6.6.6.6;proto=https");
        assertThat(behindProxies.resolve(new Peer(address(PROXY), false, null), headers))
                .isEqualTo(new Client(address("192.0.2.7"), false, true, null, Manner.UNKNOWN));
    }

    @Test
    void aTrustedPeerThatSaysNothingIsTheClient() {
        assertThat(behindProxies.resolve(new Peer(address(PROXY), true, null), new DefaultHttpHeaders()))
                .isEqualTo(new Client(address(PROXY), true, true, null, Manner.UNKNOWN));
    }

    @ParameterizedTest(name = "X-Forwarded-Proto: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "https | true",
                "HTTPS | true",
                "http | false",
                "http, https | true",
                "https, http | false",
                "wss | false"
            })
    void theNearestProxySaysWhetherTheClientSpokeTls(String protocol, boolean secure) {
        assertThat(resolve("X-Forwarded-Proto", protocol).secure()).isEqualTo(secure);
    }

    @Test
    void anEndlessListIsReadToABound() {
        HttpHeaders headers = new DefaultHttpHeaders().set("X-Forwarded-For", "10.0.0.2,".repeat(10_000) + "10.0.0.3");
        assertThat(behindProxies
                        .resolve(new Peer(address(PROXY), false, null), headers)
                        .address())
                .isEqualTo(address("10.0.0.2"));
    }

    private Client resolve(String name, String value) {
        return behindProxies.resolve(new Peer(address(PROXY), false, null), new DefaultHttpHeaders().set(name, value));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(literal, e);
        }
    }
}
