package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.cli.phone.PhoneClient;
import io.gatehouse.gateway.store.redis.RedisDump;
import io.gatehouse.gateway.store.redis.RedisProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways that share a Redis and a keyring, in front of one application. */
class TwoGatewaysTest {
    @TempDir
    private Path folder = Path.of("");

    private RedisProcess redis;
    private StubbornApp app;
    private LiveGateway one;
    private LiveGateway other;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start();
        app = new StubbornApp();
        one = gateway("one");
        Files.copy(
                folder.resolve("one/keyring.json"),
                Files.createDirectories(folder.resolve("other")).resolve("keyring.json"),
                StandardCopyOption.COPY_ATTRIBUTES);
        other = gateway("other");
    }

    private LiveGateway gateway(String name) throws Exception {
        LiveGateway gateway = LiveGateway.sharing(
                Files.createDirectories(folder.resolve(name)), app, "redis://127.0.0.1:" + redis.port());
        await().until(() -> gateway.gateway().operations().notReady().isEmpty());
        return gateway;
    }

    @AfterEach
    void close() throws Exception {
        one.close();
        other.close();
        app.close();
        redis.close();
    }

    @Test
    void aSignInHeldAtOneIsApprovedAndFinishedAtTheOther() throws Exception {
        PhoneClient phone = other.phoneOf("ann");
        Visitor ann = Visitor.browser(one, BRAZIL);
        ann.get("/login");
        String session = ann.cookie(StubbornApp.COOKIE);
        HttpResponse<String> held = ann.signIn("ann", "right");
        assertThat(held.statusCode()).isEqualTo(303);
        String page = held.headers().firstValue("Location").orElseThrow();
        String code = ShownCode.inPage(ann.get(page).body());
        Visitor moved = ann.at(other);
        assertThat(ann.thief(other, BRAZIL).get("/home").statusCode()).isEqualTo(401);
        assertThat(RedisDump.of(redis))
                .contains("gatehouse:")
                .doesNotContain(session)
                .doesNotContain(code)
                .doesNotContain("\"ann\"");

        phone.approve(phone.asked().get(0), code);
        HttpResponse<String> answer =
                moved.post("/login", Visitor.FORM, "gatehouse-finish=" + page.substring(page.lastIndexOf('/') + 1));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(moved.get("/home").body()).isEqualTo("<h1>Hello ann</h1>");
        await().until(() -> ann.get("/home").body().equals("<h1>Hello ann</h1>"));
    }
}
