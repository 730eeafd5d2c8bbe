package io.gatehouse.gateway.flow.respond.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.UpstreamOptions;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.Transport;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to applications: they must prove their name, and may want to know ours. */
class OriginTlsTest {
    @TempDir
    private Path folder = Path.of("");

    private final Queue<String> names = new ConcurrentLinkedQueue<>();
    private final AtomicInteger proofs = new AtomicInteger();
    private X509Bundle authority;
    private SSLServerSocket server;
    private Transport transport;

    @BeforeEach
    void start() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanDnsName("app.internal")
                .buildIssuedBy(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager keys = bundle.toKeyManagerFactory().getKeyManagers()[0];
        context.init(
                new KeyManager[] {new Counting((X509ExtendedKeyManager) keys)},
                authority.toTrustManagerFactory().getTrustManagers(),
                new SecureRandom());
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
        assertThat(fetch("localhost", tls(ca(), null, null, true)).status().code())
                .isEqualTo(204);
    }

    @Test
    void aServerWithACertificateForAnotherNameIsNot() throws Exception {
        UpstreamOptions.Tls tls = tls(ca(), null, null, true);
        assertThatThrownBy(() -> fetch("127.0.0.1", tls)).satisfies(OriginTlsTest::isUnreachable);
        UpstreamOptions.Tls named = tls(ca(), "other.internal", null, true);
        assertThatThrownBy(() -> fetch("localhost", named)).satisfies(OriginTlsTest::isUnreachable);
    }

    @Test
    void aServerIsToldAndMayProveAnotherNameIfThatIsConfigured() throws Exception {
        UpstreamOptions.Tls tls = tls(ca(), "app.internal", null, true);
        assertThat(fetch("127.0.0.1", tls).status().code()).isEqualTo(204);
        assertThat(names).containsExactly("app.internal");
    }

    @Test
    void aServerWithACertificateOfNoKnownAuthorityIsNotTrusted() {
        assertThatThrownBy(() -> fetch("localhost", UpstreamOptions.Tls.DEFAULT))
                .satisfies(OriginTlsTest::isUnreachable);
    }

    @Test
    void withoutVerificationWhoeverAnswersIsBelieved() throws Exception {
        assertThat(fetch("127.0.0.1", tls(null, null, null, false)).status().code())
                .isEqualTo(204);
    }

    @Test
    void aServerThatWantsToKnowWhoAsksIsTold() throws Exception {
        server.setNeedClientAuth(true);
        X509Bundle us = new CertificateBuilder().subject("CN=gateway").buildIssuedBy(authority);
        Config.KeyPair client = new Config.KeyPair(
                file("client.pem", us.getCertificatePathPEM()), file("client.key", us.getPrivateKeyPEM()));
        assertThat(fetch("localhost", tls(ca(), null, client, true)).status().code())
                .isEqualTo(204);
        UpstreamOptions.Tls nameless = tls(ca(), null, null, true);
        assertThatThrownBy(() -> fetch("localhost", nameless)).isInstanceOf(ExecutionException.class);
    }

    @Test
    void aSecondConnectionTakesUpTheSessionOfTheFirst() throws Exception {
        Forwarder forwarder = forwarder();
        Config.Upstream app = upstream("localhost", tls(ca(), null, null, true));
        for (int i = 0; i < 3; i++) {
            assertThat(fetch(forwarder, app).status().code()).isEqualTo(204);
        }
        assertThat(proofs).hasValue(1);
    }

    @Test
    void aServerThatAgreesToNothingSpeaksHttp11WhereBothWouldDo() throws Exception {
        UpstreamOptions.Tls tls = tls(ca(), null, null, true);
        Config.Upstream auto = upstream("localhost", tls, UpstreamOptions.Protocol.AUTO);
        Forwarder forwarder = forwarder();
        for (int i = 0; i < 2; i++) {
            assertThat(fetch(forwarder, auto).status().code()).isEqualTo(204);
        }
        Config.Upstream http2 = upstream("localhost", tls, UpstreamOptions.Protocol.H2);
        assertThatThrownBy(() -> fetch(forwarder(), http2)).hasMessageContaining("does not speak HTTP/2");
    }

    @Test
    void anUnusableCertificateIsNamedAtTheStart() throws Exception {
        Path empty = file("empty.pem", "");
        Config.Upstream app = upstream("localhost", tls(empty, null, null, true));
        assertThatThrownBy(() -> forwarder().open(List.of(app)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("upstreams.app.tls");
    }

    private static void isUnreachable(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        UpstreamFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.UNREACHABLE));
    }

    private Path ca() throws IOException {
        return file("ca.pem", authority.getCertificatePEM());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static UpstreamOptions.Tls tls(
            @Nullable Path ca, @Nullable String name, Config.@Nullable KeyPair client, boolean verify) {
        return new UpstreamOptions.Tls(ca, name, client, verify);
    }

    private Forwarder forwarder() {
        return new Forwarder(transport, Config.Limits.DEFAULT, (exchange, failure) -> {});
    }

    /** Each request on a connection of its own. */
    private Config.Upstream upstream(String host, UpstreamOptions.Tls tls) {
        return upstream(host, tls, UpstreamOptions.Protocol.HTTP_1_1);
    }

    private Config.Upstream upstream(String host, UpstreamOptions.Tls tls, UpstreamOptions.Protocol protocol) {
        UpstreamOptions other = UpstreamOptions.DEFAULT;
        return new Config.Upstream(
                "app",
                List.of(URI.create("https://" + host + ":" + server.getLocalPort())),
                new UpstreamOptions(
                        protocol,
                        tls,
                        null,
                        other.failing(),
                        other.connections(),
                        other.queue(),
                        Duration.ZERO,
                        null,
                        null,
                        null));
    }

    private Answer fetch(String host, UpstreamOptions.Tls tls) throws Exception {
        return fetch(forwarder(), upstream(host, tls));
    }

    private Answer fetch(Forwarder forwarder, Config.Upstream app) throws Exception {
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
                ((SSLSocket) socket).startHandshake();
                ((ExtendedSSLSession) ((SSLSocket) socket).getSession())
                        .getRequestedServerNames()
                        .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
                socket.getInputStream().read();
                socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                socket.getInputStream().skip(Long.MAX_VALUE);
            } catch (IOException e) {
                // the other side did not like the certificate, or the test is over
            }
        }
    }

    /** Counts how often the server had to prove itself, which it need not in a session that is taken up again. */
    private final class Counting extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Counting(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            proofs.incrementAndGet();
            return keys.getPrivateKey(alias);
        }

        @Override
        public java.security.cert.X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, java.security.Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, java.security.Principal @Nullable [] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, java.security.Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String @Nullable [] getClientAliases(String type, java.security.Principal @Nullable [] issuers) {
            return keys.getClientAliases(type, issuers);
        }
    }
}
