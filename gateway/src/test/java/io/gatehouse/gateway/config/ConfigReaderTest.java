package io.gatehouse.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config.Store.Redis;
import io.gatehouse.risk.Thresholds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good files, what they fall back to, and the reference that tells it. */
class ConfigReaderTest {
    private static final String MINIMAL = """
        upstreams: { app: { servers: [http://127.0.0.1:3000] } }
        logins:
          - path: /login
            username: { form: username }
            success: { status: 302 }
        """;
    private static final String WHOLE = """
        mode: enforce
        listen:
          - address: 0.0.0.0:8443
            tls:
              certificate: cert.pem
              key: key.pem
              more: [{ certificate: cert.pem, key: key.pem }]
              clients: { ca: cert.pem, required: false }
            proxy-protocol: false
          - address: '[::1]:8080'
        trusted-proxies: [10.0.0.0/8, fd00::/8, 192.0.2.1]
        upstreams:
          app: { servers: [http://127.0.0.1:3000, https://Backend.example.com] }
          api:
            servers: 'http://[::1]:3001/'
            protocol: h2
            tls: { ca: cert.pem, server-name: App.internal, certificate: cert.pem, key: key.pem, verify: true }
            health: { path: "/healthz?deep", every: 10s, status: [200, 204] }
            failures: { after: 5, status: [502, 503] }
            connections: 50
            queue: { most: 10, timeout: 1s }
            keep: 30s
            connect: 1s
            answer: 5m
            between: 2m
        routes:
          - { path: /, upstream: app }
          - { host: "*.Example.com", path: /api, upstream: api, maintenance: { retry-after: 1h } }
        maintenance: { allow: 10.0.0.0/8 }
        logins:
          - path: /login
            methods: [POST]
            when-field: password
            username: { form: username, normalise: [nfkc, trim] }
            success: { status: [302], not-location: /login*, set-cookie: PHPSESSID, body-lacks: "${{ wrong }}" }
            session: { cookie: [PHPSESSID, remember] }
            sign-out: POST /logout
          - path: /api/**/session
            username: { json: /user/email }
            success: { json: /token }
            session: { json: /token }
          - path: /dav/**
            username: { basic: { probe: "GET /me" } }
            success: { status: 200 }
        geo: { city: city.mmdb, connection-type: city.mmdb }
        networks:
          offices: { file: offices.txt, own: true }
          tor-exits: { file: [offices.txt], tor: true }
        rules: { directory: rules/, challenge-at: 30, passkey-only-at: 50, block-at: 60, warm-up: 0s }
        challenge: { when: after-password, approval: code, expires: 2m, unenrolled: block, inject: true }
        fail: { rules: pass, store: deny, approval: deny }
        store: { embedded: /var/lib/gatehouse }
        secrets: { keyring: ../secret/keyring.json }
        phone: { origin: "https://${HOST_OF_PHONE}" }
        push:
          fcm: { credentials: service-account.json }
          apns: { key: AuthKey.p8, key-id: ABCDEFGHIJ, team-id: KLMNOPQRST, topic: com.example.app, environment: development }
          web-push: { subject: "mailto:ops@example.com", services: [push.example.com, "*.example.org"] }
        admin: { address: 127.0.0.1:0, tokens: tokens.yaml }
        privacy: { retention: 30d }
        limits: { login-body: 64KiB, connections: 100 }
        decision-log: log/decisions.jsonl
        access-log: { file: log/access.log, format: combined, sample: 0.25, query: true, addresses: masked, larger-than: 100MiB, keep: 3 }
        """.replace("${{", "$${{");

    private static final String IN_REDIS = WHOLE.replace(
            "store: { embedded: /var/lib/gatehouse }",
            "store: { redis: { uri: 'rediss-sentinel://one,[::1]:7001/2#main', user: me, password:"
                    + " \"a${HOST_OF_PHONE}\", ca: cert.pem, certificate: cert.pem, key: key.pem } }");

    private static final KeyPair RSA = rsa();

    private static KeyPair rsa() {
        try {
            return PushFiles.rsa();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void makeTheFilesThatAreNamed() throws Exception {
        for (String name : List.of("cert.pem", "key.pem", "city.mmdb", "offices.txt")) {
            Files.createFile(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve("rules"));
        Files.writeString(
                folder.resolve("service-account.json"), PushFiles.serviceAccount(RSA, "https://oauth2.example/token"));
        Files.writeString(folder.resolve("AuthKey.p8"), PushFiles.pem(PushFiles.p256()));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("gatehouse.yaml"), text);
    }

    private Config read(String text) throws IOException, ConfigErrors {
        return new ConfigReader(Map.of("HOST_OF_PHONE", "phone.example.com")::get).read(file(text));
    }

    private static RouteSettings closed(Duration retryAfter, Cidr... allowed) {
        return RouteSettings.DEFAULT.with(new RouteSettings.Maintenance(null, retryAfter, List.of(allowed)));
    }

    private static Config.Upstream upstream(Config config, String name) {
        return Objects.requireNonNull(config.upstreams().get(name));
    }

    @Test
    void allButTheApplicationHasADefault() throws Exception {
        Config config = read(MINIMAL);

        assertThat(config.mode()).isEqualTo(Config.Mode.MONITOR);
        assertThat(config.listen())
                .singleElement()
                .hasToString("Listener[address=/127.0.0.1:8080, tls=null, proxyProtocol=false]");
        assertThat(config.trustedProxies()).isEmpty();
        assertThat(config.routes()).containsExactly(Config.Route.to(upstream(config, "app")));
        assertThat(config.logins()).singleElement().satisfies(login -> {
            assertThat(login.methods()).containsExactly("POST");
            assertThat(login.username().normalise())
                    .containsExactly(Config.Normalisation.NFKC, Config.Normalisation.TRIM, Config.Normalisation.LOWER);
        });
        assertThat(config.geo()).isEqualTo(new Config.Geo(Map.of()));
        assertThat(config.networks()).isEmpty();
        assertThat(config.rules()).isEqualTo(new Config.Rules(null, Thresholds.DEFAULT, Duration.ofDays(14)));
        assertThat(config.challenge())
                .isEqualTo(new Config.Challenge(
                        Duration.ofSeconds(90), Config.Unenrolled.ENROL, 1 << 20, Duration.ofDays(30), false));
        assertThat(config.fail())
                .isEqualTo(new Config.Fail(Config.Policy.CHALLENGE, Config.Policy.CHALLENGE, Config.Policy.DENY));
        assertThat(config.limits()).isEqualTo(Config.Limits.DEFAULT);
        assertThat(config.phone().origin()).isNull();
    }

    @Test
    void everyKeyIsReadAsWritten() throws Exception {
        Config config = read(WHOLE);
        Config.KeyPair pair = new Config.KeyPair(folder.resolve("cert.pem"), folder.resolve("key.pem"));

        assertThat(config.mode()).isEqualTo(Config.Mode.ENFORCE);
        assertThat(config.listen()).hasSize(2);
        assertThat(config.listen().get(0).tls())
                .isEqualTo(
                        new Config.Tls(List.of(pair, pair), new Config.ClientCertificates(pair.certificate(), false)));
        assertThat(config.trustedProxies()).hasToString("[10.0.0.0/8, fd00:0:0:0:0:0:0:0/8, 192.0.2.1/32]");
        assertThat(config.upstreams().get("app"))
                .isEqualTo(new Config.Upstream(
                        "app",
                        List.of(URI.create("http://127.0.0.1:3000"), URI.create("https://backend.example.com"))));
        assertThat(config.upstreams().get("api"))
                .isEqualTo(new Config.Upstream(
                        "api",
                        List.of(URI.create("http://[::1]:3001")),
                        new UpstreamOptions(
                                UpstreamOptions.Protocol.H2,
                                new UpstreamOptions.Tls(
                                        folder.resolve("cert.pem"),
                                        "app.internal",
                                        new Config.KeyPair(folder.resolve("cert.pem"), folder.resolve("key.pem")),
                                        true),
                                new UpstreamOptions.Health(
                                        "/healthz?deep",
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(2),
                                        2,
                                        3,
                                        Set.of(200, 204)),
                                new UpstreamOptions.Failing(5, Set.of(502, 503)),
                                50,
                                new UpstreamOptions.Queue(10, Duration.ofSeconds(1)),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(2))));
        assertThat(config.routes())
                .containsExactly(
                        new Config.Route(
                                null,
                                "/",
                                upstream(config, "app"),
                                closed(
                                        Duration.ofMinutes(10),
                                        config.trustedProxies().get(0))),
                        new Config.Route(
                                "*.example.com", "/api", upstream(config, "api"), closed(Duration.ofHours(1))));
        assertThat(config.rules())
                .isEqualTo(new Config.Rules(folder.resolve("rules"), new Thresholds(30, 50, 60), Duration.ZERO));
        assertThat(config.store()).isEqualTo(new Config.Store.Embedded(Path.of("/var/lib/gatehouse")));
        assertThat(config.keyring()).isEqualTo(folder.resolveSibling("secret").resolve("keyring.json"));
        assertThat(config.phone().origin()).isEqualTo(URI.create("https://phone.example.com"));
        assertThat(config.push())
                .isEqualTo(new PushSettings(
                        new PushSettings.Fcm(folder.resolve("service-account.json")),
                        new PushSettings.Apns(
                                new PushSettings.Identity.Key(folder.resolve("AuthKey.p8"), "ABCDEFGHIJ", "KLMNOPQRST"),
                                "com.example.app",
                                PushSettings.Apns.Environment.DEVELOPMENT),
                        new PushSettings.WebPush(
                                "mailto:ops@example.com", List.of("push.example.com", "*.example.org"))));
        assertThat(config.limits().loginBody()).isEqualTo(64 * 1024);
        assertThat(config.accessLog())
                .isEqualTo(new Config.AccessLog(
                        folder.resolve("log").resolve("access.log"),
                        Config.AccessLog.Format.COMBINED,
                        0.25,
                        true,
                        true,
                        100 << 20,
                        3));
        assertThat(config.decisionLog()).isEqualTo(folder.resolve("log").resolve("decisions.jsonl"));
    }

    @Test
    void signInsAreReadAsWritten() throws Exception {
        List<Config.Login> logins = read(WHOLE).logins();

        assertThat(logins.get(0)).satisfies(form -> {
            assertThat(form.whenField()).isEqualTo("password");
            assertThat(form.username().source()).isEqualTo(Config.Username.Source.FORM);
            assertThat(form.success().status()).isEqualTo(Set.of(302));
            assertThat(form.success().notLocation()).hasToString("/login*");
            assertThat(form.success().bodyLacks()).isEqualTo("${{ wrong }}");
            assertThat(form.session()).isEqualTo(new Config.Session(List.of("PHPSESSID", "remember"), null));
            assertThat(form.signOut()).isEqualTo(new Config.SignOut("POST", "/logout"));
        });
        assertThat(logins.get(1)).satisfies(json -> {
            assertThat(json.username().name()).isEqualTo("/user/email");
            assertThat(json.success().json()).isEqualTo("/token");
            assertThat(json.session()).isEqualTo(new Config.Session(List.of(), "/token"));
        });
        assertThat(logins.get(2)).satisfies(basic -> {
            assertThat(basic.username().probe()).isEqualTo(new Config.Probe("GET", "/me"));
            assertThat(basic.methods()).contains("GET", "POST", "DELETE");
        });
    }

    @Test
    void theMemoryMayBeInRedis() throws Exception {
        Path certificate = folder.resolve("cert.pem");
        assertThat(read(IN_REDIS).store())
                .isEqualTo(new Redis(
                        Redis.Kind.SENTINEL,
                        true,
                        List.of(new Redis.Server("one", 26379), new Redis.Server("::1", 7001)),
                        2,
                        "main",
                        "me",
                        "aphone.example.com",
                        certificate,
                        new Config.KeyPair(certificate, folder.resolve("key.pem"))));
        assertThat(read(MINIMAL + "store: { redis: { uri: 'redis://me:a%40+b@one:7000/3' } }")
                        .store())
                .isEqualTo(new Redis(
                        Redis.Kind.STANDALONE,
                        false,
                        List.of(new Redis.Server("one", 7000)),
                        3,
                        "",
                        "me",
                        "a@+b",
                        null,
                        null))
                .asString()
                .doesNotContain("a@+b");
        assertThat(((Redis) read(MINIMAL + "store: { redis: { uri: 'redis-cluster://:secret@one,two' } }")
                                .store())
                        .password())
                .isEqualTo("secret");
    }

    /** What docs/configuration.md says of keys and defaults is what the reader asks for; push, redis and the like included. */
    @Test
    void theReferenceNamesEveryKeyAndItsDefault() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| `([^`]+)` \\| (?:`([^`]*)`)? ?\\|")
                .matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
        }
        Path file = file(WHOLE);
        Reading reading = new Reading(file, new Environment(name -> "phone.example.com"));

        ConfigReader.read(file, reading);
        ConfigReader.read(file(IN_REDIS), reading);

        assertThat(documented).isEqualTo(new TreeMap<>(reading.keys()));
    }

    @Test
    void theReferencesExampleIsGood() throws Exception {
        String reference = Files.readString(Path.of("..", "docs", "configuration.md"));
        Matcher example = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(reference);

        assertThat(example.find()).isTrue();
        assertThat(read(example.group(1)).logins()).hasSize(1);
    }

    @Test
    void credentialsAreLookedInto() throws Exception {
        Files.writeString(folder.resolve("broken.json"), "{\n \"type\": oops}");
        Files.writeString(folder.resolve("other.json"), "{\"type\":\"authorized_user\"}");
        PushFiles.pkcs12(folder.resolve("app.p12"), "secret");
        String phone = MINIMAL + "phone: { origin: https://phone.example.com }\n";

        assertThat(read(phone + "push: { apns: { certificate: app.p12, password: secret, topic: com.example.app } }")
                        .push()
                        .apns())
                .isNotNull();
        assertThatThrownBy(() -> read(phone + "push: { fcm: { credentials: broken.json } }"))
                .hasMessageContaining(":7:29: push.fcm.credentials:")
                .hasMessageContaining("is not JSON (its line 2, column");
        assertThatThrownBy(() -> read(phone + "push: { fcm: { credentials: other.json } }"))
                .hasMessageContaining("its type is not service_account");
        assertThatThrownBy(() -> read(phone
                        + "push: { apns: { key: key.pem, key-id: ABCDEFGHIJ, team-id: KLMNOPQRST,"
                        + " topic: com.example.app } }"))
                .hasMessageContaining("is not a token signing key");
        assertThatThrownBy(() -> read(
                        phone + "push: { apns: { certificate: app.p12, password: wrong, topic: com.example.app } }"))
                .hasMessageContaining("push.apns.certificate: is not a .p12 file that push.apns.password opens");
        assertThatThrownBy(() -> read(phone + "push: { apns: { topic: com.example.app } }"))
                .hasMessageContaining("needs either key");
        assertThatThrownBy(() -> read(MINIMAL + "push: { web-push: { subject: 'mailto:ops@example.com' } }"))
                .hasMessageContaining("push: wakes phones that are enrolled at phone.origin");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path missing = folder.resolve("gatehouse.yml");

        assertThatThrownBy(() -> new ConfigReader().read(missing))
                .isInstanceOf(ConfigErrors.class)
                .hasMessage(missing + ": no such file; name an existing one with --config");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("gatehouse.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> new ConfigReader().read(file))
                .hasMessage(file + ": not UTF-8 text; save it in that encoding");
    }

    @Test
    void aFileOfGigabytesIsNotReadWhole() throws IOException {
        Path file = Files.write(folder.resolve("gatehouse.yaml"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> new ConfigReader().read(file))
                .hasMessage(file + ": larger than 1 MiB; this is not a gatehouse.yaml");
    }

    @Test
    void anEnvironmentVariablesValueIsNeverShown() {
        assertThatThrownBy(() -> new ConfigReader(Map.of("KEY", "hunter2")::get).read(file("mode: ${KEY}\n")))
                .hasMessageContaining("${KEY}")
                .hasMessageNotContaining("hunter2");
    }
}
