package io.gatehouse.gateway.store.redis;

import static io.gatehouse.gateway.store.redis.Node.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.flow.Localhost;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Enrolments.Invitation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates on both sides, a user who may do what docs/redis.md says and nothing else, and what check says of a Redis that is not as it should be. */
class SecuredRedisTest {
    @TempDir
    private static Path folder = Path.of("");

    private static Localhost certificate;
    private static int tlsPort;
    private static RedisProcess server;

    @BeforeAll
    static void start() throws Exception {
        certificate = Localhost.in(folder);
        tlsPort = RedisProcess.freePort();
        String file = certificate.files().certificate().toString();
        server = RedisProcess.start(
                "--tls-port",
                "" + tlsPort,
                "--tls-cert-file",
                file,
                "--tls-key-file",
                certificate.files().key().toString(),
                "--tls-ca-cert-file",
                file);
        Matcher rule =
                Pattern.compile("(?m)^ACL SETUSER .*$").matcher(Files.readString(Path.of("..", "docs", "redis.md")));
        assertThat(rule.find()).isTrue();
        assertThat(server.ask(rule.group().replace("PASSWORD", "secret"))).isEqualTo("OK");
        server.ask("ACL SETUSER halfway on >secret ~gatehouse:* &gatehouse:* +@all -evalsha");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Config.Store.Redis as(String user, String password) {
        return server.secured(tlsPort, user, password, certificate);
    }

    @Test
    void theDocumentedUserMayDoAllThatIsNeeded() throws Exception {
        assertThat(RedisProbe.fault(as("gatehouse", "secret"))).isEmpty();
        try (Node node = Node.join(as("gatehouse", "secret"), Keyring.temporary())) {
            String token = Ids.next();
            Invitation invitation = new Invitation("ann", Instant.parse("2100-01-01T00:00:00Z"));
            get(node.stores.enrolments().invite(token, invitation));
            assertThat(get(node.stores.enrolments().invitation(token))).contains(invitation);
            get(node.stores
                    .quarantine()
                    .shut(List.of("session"), "reason", Instant.now().plusSeconds(60)));
            assertThat(node.stores.quarantine().isEmpty()).isFalse();
        }
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        assertThat(RedisProbe.fault(as("gatehouse", "wrong")).orElseThrow()).contains("it refuses the credentials");
        assertThat(RedisProbe.fault(as("halfway", "secret")).orElseThrow())
                .contains("its access control list")
                .contains("evalsha");
        RedisProcess gone = RedisProcess.start();
        gone.close();
        assertThat(RedisProbe.fault(gone.place()).orElseThrow())
                .startsWith("store.redis: 127.0.0.1:" + gone.port() + ": ")
                .contains("refused");
        assertThat(RedisProbe.fault(server.place(Config.Store.Redis.Kind.CLUSTER, ""))
                        .orElseThrow())
                .contains("it is no cluster");
    }

    @Test
    void aRedisThatEvictsIsRefused() throws Exception {
        try (RedisProcess small = RedisProcess.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")) {
            assertThat(RedisProbe.fault(small.place()).orElseThrow()).contains("noeviction");
        }
    }
}
