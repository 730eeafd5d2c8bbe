package io.gatehouse.gateway.flow.respond.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A name stands for several addresses, and not always for the same. */
class DialTest {
    @Test
    void theNextAddressIsTriedWhenOneFails() throws Exception {
        try (Transport transport = Transport.start(1, Transport.Kind.AUTO);
                ServerSocket second = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.2"))) {
            Dial dial = dial(transport, second.getLocalPort(), name -> addresses("127.0.0.1", "127.0.0.2"));
            for (int i = 0; i < 4; i++) {
                assertThat(reached(transport, dial)).isEqualTo("127.0.0.2");
            }
        }
    }

    @Test
    void addressesTakeTurns() throws Exception {
        try (Transport transport = Transport.start(1, Transport.Kind.AUTO);
                ServerSocket all = new ServerSocket(0, 10)) {
            Dial dial = dial(transport, all.getLocalPort(), name -> addresses("127.0.0.1", "127.0.0.2"));
            Set<String> reached = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                reached.add(reached(transport, dial));
            }
            assertThat(reached).containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
        }
    }

    @Test
    void aChangedAddressIsFollowed() throws Exception {
        AtomicInteger number = new AtomicInteger(1);
        try (Transport transport = Transport.start(1, Transport.Kind.AUTO);
                ServerSocket all = new ServerSocket(0, 10)) {
            Dial dial = dial(transport, all.getLocalPort(), name -> addresses("127.0.0." + number));
            assertThat(reached(transport, dial)).isEqualTo("127.0.0.1");
            number.set(2);
            assertThat(reached(transport, dial)).isEqualTo("127.0.0.2");
        }
    }

    private static InetAddress[] addresses(String... texts) throws java.net.UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(InetAddress.getByName(text));
        }
        return addresses.toArray(new InetAddress[0]);
    }

    private static Dial dial(Transport transport, int port, NameLookup.Book book) {
        EventLoop loop = transport.loops().next();
        Bootstrap bootstrap = transport
                .calling()
                .group(loop)
                .disableResolver()
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                });
        return new Dial(
                InetSocketAddress.createUnresolved("app.test", port),
                bootstrap,
                new NameLookup(book).getResolver(loop),
                loop);
    }

    private static String reached(Transport transport, Dial dial) throws Exception {
        EventLoop loop = transport.loops().next();
        Future<Channel> connected = loop.submit(dial::start).get();
        Channel channel = connected.get();
        InetSocketAddress reached = (InetSocketAddress) channel.remoteAddress();
        channel.close().sync();
        return reached.getAddress().getHostAddress();
    }
}
