package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.demo.DemoApp;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse check}, on real files and a real application. */
class CheckCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final DemoApp app = DemoApp.start();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    CheckCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        app.close();
    }

    private int check(String config, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), config);
        String[] args = new String[3 + more.length];
        System.arraycopy(new String[] {"check", "--config", file.toString()}, 0, args, 0, 3);
        System.arraycopy(more, 0, args, 3, more.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private String behind(String success) {
        return "upstreams: { app: { servers: [" + app.address() + "] } }\n"
                + "logins: [{ path: /login, username: { form: username }, success: " + success + " }]\n";
    }

    private String withTls() {
        return "listen: [{ address: 127.0.0.1:0, tls: { certificate: cert.pem, key: key.pem } }]\n"
                + behind("{ status: 302 }");
    }

    private void write(X509Bundle certificate, X509Bundle key) throws IOException {
        Files.writeString(folder.resolve("cert.pem"), certificate.getCertificatePathPEM());
        Files.writeString(folder.resolve("key.pem"), key.getPrivateKeyPEM());
    }

    private static X509Bundle certificate(Instant until) throws Exception {
        return new CertificateBuilder()
                .subject("CN=app.example.com")
                .notBefore(until.minus(30, ChronoUnit.DAYS))
                .notAfter(until)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @Test
    void aGoodConfigurationIsCalledGoodAndNothingIsMade() throws IOException {
        assertThat(check(behind("{ status: 302, not-location: /login* }"))).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).contains("gatehouse.yaml: ok: mode monitor, 1 listen, 1 upstreams, 1 sign-ins");
        assertThat(folder.toFile().list()).containsExactly("gatehouse.yaml");
    }

    @Test
    void aSuccessThatTellsAWrongPasswordApartPassesTheProbe() throws IOException {
        assertThat(check(behind("{ status: 302, not-location: /login* }"), "--probe"))
                .isZero();
        assertThat(out.toString())
                .contains("/login: a wrong password is answered 302 to /login?refused, and success calls it a failure");
    }

    @Test
    void aSuccessThatTakesAWrongPasswordForASignInFailsTheProbe() throws IOException {
        assertThat(check(behind("{ status: 302 }"), "--probe")).isEqualTo(1);
        assertThat(err.toString()).contains("success takes it for a sign-in; add what only a real one has");
    }

    @Test
    void anApplicationThatDoesNotAnswerFailsTheProbe() throws IOException {
        app.close();

        assertThat(check(behind("{ status: 302 }"), "--probe")).isEqualTo(1);
        assertThat(err.toString()).contains(app.address() + " does not answer", "is it running?");
    }

    @Test
    void aCertificateWithItsKeyIsGood() throws Exception {
        X509Bundle bundle = certificate(Instant.now().plus(30, ChronoUnit.DAYS));
        write(bundle, bundle);

        assertThat(check(withTls())).isZero();
    }

    @Test
    void aKeyOfAnotherCertificateIsFound() throws Exception {
        Instant until = Instant.now().plus(30, ChronoUnit.DAYS);
        write(certificate(until), certificate(until));

        assertThat(check(withTls())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(folder.resolve("key.pem") + ": not the key of " + folder.resolve("cert.pem")
                        + "; name the one that the certificate was made for (a chain has its leaf first)\n");
    }

    @Test
    void authoritiesThatAreNoneAreFoundInBothDirections() throws Exception {
        X509Bundle bundle = certificate(Instant.now().plus(30, ChronoUnit.DAYS));
        write(bundle, bundle);
        Files.writeString(folder.resolve("clients.pem"), "hello");
        Files.writeString(folder.resolve("servers.pem"), "hello");

        assertThat(check(withTls()
                        .replace("key: key.pem }", "key: key.pem, clients: { ca: clients.pem } }")
                        .replace("upstreams: { app: { ", "upstreams: { app: { tls: { ca: servers.pem }, ")
                        .replace("http://", "https://")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("clients.pem: ", "servers.pem: ");
    }

    @Test
    void filesThatAreNoCertificateAndKeyAreFound() throws Exception {
        Files.writeString(folder.resolve("cert.pem"), "hello");
        Files.writeString(folder.resolve("key.pem"), "hello");

        assertThat(check(withTls())).isEqualTo(1);
        assertThat(err.toString())
                .contains(": not a PEM certificate chain, leaf first, and its unencrypted PKCS#8 key");
    }

    @Test
    void anExpiredCertificateIsFound() throws Exception {
        X509Bundle bundle = certificate(Instant.parse("2026-01-01T00:00:00Z"));
        write(bundle, bundle);

        assertThat(check(withTls())).isEqualTo(1);
        assertThat(err.toString())
                .contains("the certificate of CN=app.example.com ended on 2026-01-01T00:00:00Z; renew it");
    }

    @Test
    void damagedSecretsAndFoldersThatAreNotThereAreFound() throws Exception {
        Files.writeString(folder.resolve("keyring.json"), "{}");
        Files.setPosixFilePermissions(folder.resolve("keyring.json"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("tokens.yaml"), "tokens: []\n");
        Files.setPosixFilePermissions(folder.resolve("tokens.yaml"), PosixFilePermissions.fromString("rw-rw----"));

        assertThat(check(behind("{ status: 302 }") + "decision-log: log/decisions.jsonl\n"))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        folder.resolve("keyring.json") + ": no key of purpose sign",
                        folder.resolve("tokens.yaml") + ": others can read or change it; run: chmod 600 "
                                + folder.resolve("tokens.yaml"),
                        folder.resolve("log/decisions.jsonl") + ": its folder is not there; make it");
    }

    @Test
    void aGeoFileThatIsNoneAndARuleThatDoesNotCompileAreFound() throws Exception {
        Files.writeString(folder.resolve("city.mmdb"), "no database");
        Path rules = Files.createDirectory(
                folder.resolve("rules"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path rule = Files.writeString(
                rules.resolve("own.drl"),
                "import io.gatehouse.risk.*;\nrule \"R\"\nwhen Risk( place.moon ) then end\n");
        Files.setPosixFilePermissions(rule, PosixFilePermissions.fromString("rw-------"));

        assertThat(check(behind("{ status: 302 }") + "geo: { city: city.mmdb }\nrules: { directory: rules }\n"))
                .isEqualTo(1);
        assertThat(err.toString()).contains(folder.resolve("city.mmdb") + ": ", "own.drl:", "moon");
    }
}
