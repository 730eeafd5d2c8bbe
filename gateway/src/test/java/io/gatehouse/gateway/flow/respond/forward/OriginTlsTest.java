package io.gatehouse.gateway.flow.respond.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.Transport;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS to applications: they must prove their name. */
class OriginTlsTest {
    private X509Bundle bundle;
    private SSLServerSocket server;
    private Transport transport;

    @BeforeEach
    void start() throws Exception {
        bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(bundle.toKeyManagerFactory().getKeyManagers(), null, new SecureRandom());
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        transport = Transport.start(1, Transport.Kind.AUTO);
        CompletableFuture.runAsync(this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.close();
    }

    @Test
    void aServerThatProvesTheNameItIsCalledByIsTrusted() throws Exception {
        assertThat(fetch("localhost", trusting()).status().code()).isEqualTo(204);
    }

    @Test
    void aServerWithACertificateForAnotherNameIsNot() {
        assertThatThrownBy(() -> fetch("127.0.0.1", trusting())).satisfies(OriginTlsTest::isUnreachable);
    }

    @Test
    void aServerWithACertificateOfNoKnownAuthorityIsNot() {
        assertThatThrownBy(
                        () -> fetch("localhost", SslContextBuilder.forClient().build()))
                .satisfies(OriginTlsTest::isUnreachable);
    }

    private static void isUnreachable(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        UpstreamFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.UNREACHABLE));
    }

    private SslContext trusting() throws Exception {
        return SslContextBuilder.forClient()
                .trustManager(bundle.toTrustManagerFactory())
                .build();
    }

    private Answer fetch(String host, SslContext tls) throws Exception {
        Forwarder forwarder = new Forwarder(
                transport, Config.Limits.DEFAULT, (exchange, failure) -> {}, tls, InetAddress::getAllByName);
        Config.Upstream app =
                new Config.Upstream("app", List.of(URI.create("https://" + host + ":" + server.getLocalPort())));
        RequestHead head = new RequestHead(
                "GET", "/", "/", null, "app.example", new DefaultHttpHeaders().set("Host", "app.example"));
        Client client = new Client(InetAddress.getLoopbackAddress(), true);
        EventLoop loop = transport.loops().next();
        CompletableFuture<Answer> got = new CompletableFuture<>();
        loop.execute(() -> forwarder
                .fetch(loop, Config.Route.to(app), head, client, EmptyHttpHeaders.INSTANCE, new byte[0], 1024)
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        got.complete(answer);
                    } else {
                        got.completeExceptionally(failure);
                    }
                }));
        return got.get();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                socket.getInputStream().skip(Long.MAX_VALUE);
            } catch (IOException e) {
                // the other side did not like the certificate, or the test is over
            }
        }
    }
}
