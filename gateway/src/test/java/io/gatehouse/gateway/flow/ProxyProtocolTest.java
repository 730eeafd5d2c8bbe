package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Cidr;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that a load balancer brings, with the PROXY protocol in front. */
@ExtendWith(NoLeaks.class)
class ProxyProtocolTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Cidr ELSEWHERE = new Cidr(address(192, 0, 2, 0), 24);
    private static final Cidr LOOPBACK = new Cidr(InetAddress.getLoopbackAddress(), 8);

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
    void bothVersionsNameTheClient(String address) throws Exception {
        boolean six = address.contains(":");
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        String first = "PROXY TCP" + (six ? "6 " + address + " 2001:db8::1" : "4 " + address + " 192.0.2.1")
                + " 51234 443\r\n";
        ByteBuffer second = ByteBuffer.allocate(16 + 2 * bytes.length + 4)
                .put(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x21, (byte) (six ? 0x21 : 0x11)})
                .putShort((short) (2 * bytes.length + 4))
                .put(bytes)
                .put(bytes)
                .putShort((short) 1)
                .putShort((short) 2);
        for (String header : new String[] {first, new String(second.array(), StandardCharsets.ISO_8859_1)}) {
            try (Origin origin = Origin.saying(OK);
                    Proxy proxy = Proxy.expectingProxyHeader(origin, LOOPBACK);
                    RawClient client = proxy.client()) {
                assertThat(client.send(header + GET).answer().status()).isEqualTo(200);
                assertThat(client.send(GET).answer().status()).isEqualTo(200);
                assertThat(NetUtil.createByteArrayFromIpAddressString(
                                origin.requests().get(1).header("X-Forwarded-For")))
                        .isEqualTo(bytes);
            }
        }
    }

    @Test
    void whoeverIsNoTrustedProxyIsShownTheDoor() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.expectingProxyHeader(origin, ELSEWHERE);
                RawClient client = proxy.client()) {
            assertThat(restOf(client, "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n" + GET))
                    .isEmpty();
            assertThat(origin.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GET,
                "PROXY TCP4 300.0.2.7 192.0.2.1 1 2\r\n" + GET,
                "PROXY TCP4 192.0.2.7 192.0.2.1 1 99999\r\n" + GET,
                "PROXY TCP4 192.0.2.7\r\n" + GET,
                "PROXY UNKNOWN\r\n" + GET,
                "proxy TCP4 192.0.2.7 192.0.2.1 1 2\r\n" + GET
            })
    void whatNamesNoClientIsNotServed(String sent) throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.expectingProxyHeader(origin, LOOPBACK);
                RawClient client = proxy.client()) {
            assertThat(restOf(client, sent)).isEmpty();
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void aBalancerThatSaysNothingIsNotWaitedForLong() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.expectingProxyHeader(
                        origin, ExchangeTest.timing(Duration.ofSeconds(1), Duration.ofSeconds(1)), LOOPBACK);
                RawClient client = proxy.client()) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void oneClientHasOnlySoManyConnectionsAndTheNextOneItsOwn() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.expectingProxyHeader(
                        origin, Bounds.with(bounds -> bounds.connectionsPerClient = 2), LOOPBACK);
                RawClient first = from("192.0.2.7", proxy);
                RawClient second = from("192.0.2.7", proxy);
                RawClient third = proxy.client();
                RawClient other = from("192.0.2.8", proxy)) {
            assertThat(restOf(third, "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n" + GET))
                    .isEmpty();
            assertThat(first.send(GET).answer().status()).isEqualTo(200);
            second.socket().close();
            assertThat(other.send(GET).answer().status()).isEqualTo(200);
        }
    }

    private static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static RawClient from(String address, Proxy proxy) throws IOException {
        RawClient client = proxy.client();
        client.send("PROXY TCP4 " + address + " 192.0.2.1 1 2\r\n" + GET).answer();
        return client;
    }

    private static String restOf(RawClient client, String sent) throws IOException {
        try {
            client.send(sent);
        } catch (java.net.SocketException e) {
            return "";
        }
        return client.rest();
    }
}
