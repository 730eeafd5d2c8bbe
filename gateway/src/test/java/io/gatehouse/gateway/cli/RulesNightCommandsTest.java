package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.cli.Visitor.BRAZIL;
import static io.gatehouse.gateway.cli.Visitor.NORWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to a running gateway's rules, by the commands. */
class RulesNightCommandsTest {
    @TempDir
    private static Path folder = Path.of("");

    private static StubbornApp app;
    private static LiveGateway gateway;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        app = new StubbornApp();
        gateway = LiveGateway.enforcing(folder, app);
    }

    @AfterAll
    static void close() {
        gateway.close();
        app.close();
    }

    @Test
    void aRuleIsMutedUnmutedAndMadeAScenario() throws Exception {
        assertThat(verdict(BRAZIL)).isEqualTo("challenge");

        assertThat(rules("mute", "From Brazil", "--for", "2h")).isZero();
        assertThat(out.toString()).contains("without From Brazil");
        assertThat(verdict(BRAZIL)).isEqualTo("pass");
        assertThat(rules("unmute", "From Brazil")).isZero();
        assertThat(verdict(BRAZIL)).isEqualTo("challenge");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.decisions().stream().anyMatch(line -> line.contains("\"challenge\"")));
        String decision = gateway.decisions().stream()
                .filter(line -> line.contains("\"verdict\":\"challenge\""))
                .findFirst()
                .orElseThrow();
        String id = new ObjectMapper().readTree(decision).path("id").asText();
        assertThat(rules("scenario", "--from", id)).isZero();
        assertThat(out.toString()).contains("place.country: \"BR\"").contains("fires: [\"From Brazil\"]");

        assertThat(rules("mute", "Nobody", "--for", "2h")).isEqualTo(1);
        assertThat(err.toString()).contains("gatehouse: there is no rule \"Nobody\"");
        assertThat(rules("mute", "From Brazil", "--for", "soon")).isEqualTo(2);
        assertThat(rules("rollback", "000000000000")).isEqualTo(1);
    }

    @Test
    void noSignInIsDroppedWhileRulesAreSavedAndRolledBack() throws Exception {
        Path rules = folder.resolve("rules");
        String before = Files.readString(rules.resolve("countries.drl"));
        String version = version();
        AtomicBoolean saving = new AtomicBoolean(true);
        CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> signInWhile(saving));
        for (int i = 0; i < 200; i++) {
            save(rules, before + "rule \"Extra\" when $r : Risk() then $r.add(1, \"extra " + i + "\"); end\n");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> !version.equals(version()));
        assertThat(rules("rollback", version)).isZero();
        saving.set(false);

        assertThat(load.join()).isPositive();
        assertThat(out.toString()).contains("rules in force: " + version);
    }

    private static String version() {
        return String.valueOf(gateway.gateway().operations().rules().rules().get("version"));
    }

    private static int signInWhile(AtomicBoolean saving) {
        int passed = 0;
        while (saving.get()) {
            try {
                assertThat(Visitor.browser(gateway, NORWAY)
                                .signIn("ann", "right")
                                .statusCode())
                        .isEqualTo(302);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            passed++;
        }
        return passed;
    }

    private static String verdict(String from) throws Exception {
        Visitor.program(gateway, from).signIn("ann", "right");
        return app.seen("POST /login").get(app.seen("POST /login").size() - 1).header("Gatehouse-Verdict");
    }

    private static void save(Path rules, String text) throws Exception {
        Path draft = Files.writeString(folder.resolve("draft"), text);
        Files.move(
                draft,
                rules.resolve("countries.drl"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    private int rules(String command, String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "rules";
        all[1] = command;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[all.length - 2] = "--config";
        all[all.length - 1] = gateway.configuration().toString();
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
