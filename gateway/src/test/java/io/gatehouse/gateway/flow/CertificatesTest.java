package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate a client gets, which it must have, and what the handshake agrees on. */
@ExtendWith(NoLeaks.class)
class CertificatesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final KeyManager[] NO_KEYS = {};

    @TempDir
    static Path directory;

    private static X509Bundle authority;
    private static X509Bundle app;
    private static Config.KeyPair appFiles;
    private static Config.KeyPair wildcardFiles;

    @BeforeAll
    static void certificates() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        app = issued("CN=app", "app.test");
        appFiles = written("app", app);
        wildcardFiles = written("wildcard", issued("CN=wildcard", "*.example.test"));
    }

    private static X509Bundle issued(String subject, String name) throws Exception {
        // As DER, since the builder's own method takes no wildcard.
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        byte[] names = ByteBuffer.allocate(ascii.length + 4)
                .put((byte) 0x30)
                .put((byte) (ascii.length + 2))
                .put((byte) 0x82)
                .put((byte) ascii.length)
                .put(ascii)
                .array();
        return new CertificateBuilder()
                .subject(subject)
                .addExtensionOctetString(SUBJECT_ALTERNATIVE_NAME, false, names)
                .buildIssuedBy(authority);
    }

    private static Config.KeyPair written(String name, X509Bundle bundle) throws IOException {
        Config.KeyPair pair =
                new Config.KeyPair(directory.resolve(name + ".pem"), directory.resolve(name + "-key.pem"));
        replace(pair.certificate(), bundle.getCertificatePathPEM());
        replace(pair.key(), bundle.getPrivateKeyPEM());
        return pair;
    }

    private static void replace(Path file, String content) throws IOException {
        Path fresh = Files.writeString(Path.of(file + ".new"), content);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static SSLSocket connect(
            Proxy proxy, @Nullable String name, KeyManager[] keys, String protocol, String... alpn) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, authority.toTrustManagerFactory().getTrustManagers(), new SecureRandom());
        return connect(context, proxy, name, protocol, alpn);
    }

    private static SSLSocket connect(
            SSLContext context, Proxy proxy, @Nullable String name, String protocol, String... alpn) throws Exception {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(proxy.address().getAddress(), proxy.address().getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(alpn);
        parameters.setProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        try (socket) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void theNameThatAClientAsksForChoosesTheCertificate() throws Exception {
        Config.Tls both = new Config.Tls(List.of(appFiles, wildcardFiles), null);
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, both)) {
            assertThat(subject(connect(proxy, "app.test", NO_KEYS, "TLSv1.3"))).isEqualTo("CN=app");
            assertThat(subject(connect(proxy, "APP.test", NO_KEYS, "TLSv1.2"))).isEqualTo("CN=app");
            assertThat(subject(connect(proxy, "one.example.test", NO_KEYS, "TLSv1.3")))
                    .isEqualTo("CN=wildcard");
            assertThat(subject(connect(proxy, "two.one.example.test", NO_KEYS, "TLSv1.3")))
                    .isEqualTo("CN=app");
            assertThat(subject(connect(proxy, "unknown.test", NO_KEYS, "TLSv1.3")))
                    .isEqualTo("CN=app");
            assertThat(subject(connect(proxy, null, NO_KEYS, "TLSv1.3"))).isEqualTo("CN=app");
        }
    }

    @Test
    void aClientThatNeverSaysHelloIsNotWaitedForLong() throws Exception {
        for (Config.Tls tls : List.of(
                new Config.Tls(List.of(appFiles), null), new Config.Tls(List.of(appFiles, wildcardFiles), null))) {
            try (Origin origin = Origin.saying(OK);
                    Proxy proxy = Proxy.withTls(
                            origin, ExchangeTest.timing(Duration.ofSeconds(1), Duration.ofSeconds(1)), tls);
                    RawClient client = proxy.client()) {
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void http2IsAgreedOnByAlpn() throws Exception {
        Config.Tls both = new Config.Tls(List.of(appFiles, wildcardFiles), null);
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, both);
                SSLSocket socket = connect(proxy, "app.test", NO_KEYS, "TLSv1.3", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
            Http2Client client = new Http2Client(socket).frame(Http2Client.SETTINGS, 0, 0, new byte[0]);
            assertThat(client.get(1, "/").answer(1).body()).isEqualTo("ok");
            assertThat(origin.requests().get(0).header("X-Forwarded-Proto")).isEqualTo("https");
        }
    }

    @Test
    void newFilesServeNewConnectionsAndLeaveOldOnesAlone() throws Exception {
        Config.KeyPair files = written("renewed", issued("CN=before", "app.test"));
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, new Config.Tls(files.certificate(), files.key()));
                RawClient old = new RawClient(connect(proxy, "app.test", NO_KEYS, "TLSv1.3"))) {
            assertThat(old.send(GET).answer().status()).isEqualTo(200);
            written("renewed", issued("CN=after", "app.test"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> subject(connect(proxy, "app.test", NO_KEYS, "TLSv1.3"))
                            .equals("CN=after"));
            assertThat(old.send(GET).answer().status()).isEqualTo(200);

            replace(files.certificate(), "no certificate at all");
            replace(files.key(), app.getPrivateKeyPEM());
            // The next good ones show that the bad ones were looked at, or passed over, without harm.
            assertThat(subject(connect(proxy, "app.test", NO_KEYS, "TLSv1.3"))).isEqualTo("CN=after");
            written("renewed", issued("CN=again", "app.test"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> subject(connect(proxy, "app.test", NO_KEYS, "TLSv1.3"))
                            .equals("CN=again"));
        }
    }

    @Test
    void aClientsCertificateIsVerifiedAndToldToTheApplication() throws Exception {
        Path authorities = Files.writeString(directory.resolve("clients.pem"), authority.getCertificatePathPEM());
        Config.Tls mutual = new Config.Tls(List.of(appFiles), new Config.ClientCertificates(authorities, true));
        X509Bundle alice = issued("CN=alice", "alice.test");
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, mutual);
                RawClient client = new RawClient(
                        connect(proxy, "app.test", alice.toKeyManagerFactory().getKeyManagers(), "TLSv1.3"))) {
            String forged = "GET / HTTP/1.1\r\nHost: a\r\nClient-Cert: :Zm9yZ2Vk:\r\nClient_Cert: x\r\n\r\n";
            assertThat(client.send(forged).answer().status()).isEqualTo(200);
            assertThat(origin.requests().get(0).headers())
                    .filteredOn(
                            header -> header.toLowerCase(java.util.Locale.ROOT).startsWith("client"))
                    .containsExactly("Client-Cert: :"
                            + Base64.getEncoder()
                                    .encodeToString(alice.getCertificate().getEncoded()) + ":");
            assertThatThrownBy(() -> {
                        try (RawClient anonymous = new RawClient(connect(proxy, "app.test", NO_KEYS, "TLSv1.3"))) {
                            anonymous.send(GET).answer();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNoCertificate() throws Exception {
        Path authorities = Files.writeString(directory.resolve("clients2.pem"), authority.getCertificatePathPEM());
        Config.Tls mutual = new Config.Tls(List.of(appFiles), new Config.ClientCertificates(authorities, false));
        // Of the same name, or the client would not even show it.
        X509Bundle impostor = new CertificateBuilder()
                .subject("CN=Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle stranger = new CertificateBuilder().subject("CN=stranger").buildIssuedBy(impostor);
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, mutual)) {
            assertThatThrownBy(() -> {
                        try (RawClient client = new RawClient(connect(
                                proxy,
                                "app.test",
                                stranger.toKeyManagerFactory().getKeyManagers(),
                                "TLSv1.2"))) {
                            client.send(GET).answer();
                        }
                    })
                    .isInstanceOf(IOException.class);
            try (RawClient anonymous = new RawClient(connect(proxy, "app.test", NO_KEYS, "TLSv1.3"))) {
                assertThat(anonymous.send(GET).answer().status()).as("optional").isEqualTo(200);
                assertThat(origin.requests().get(0).header("Client-Cert")).isEmpty();
            }
        }
    }

    @Test
    void sessionsAreResumed() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(NO_KEYS, authority.toTrustManagerFactory().getTrustManagers(), new SecureRandom());
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, new Config.Tls(appFiles.certificate(), appFiles.key()))) {
            long first;
            try (SSLSocket socket = connect(context, proxy, "app.test", "TLSv1.2");
                    RawClient client = new RawClient(socket)) {
                client.send(GET).answer();
                first = socket.getSession().getCreationTime();
            }
            await().pollDelay(Duration.ofMillis(2)).until(() -> System.currentTimeMillis() > first);
            try (SSLSocket socket = connect(context, proxy, "app.test", "TLSv1.2")) {
                assertThat(socket.getSession().getCreationTime()).isEqualTo(first);
            }
        }
    }
}
