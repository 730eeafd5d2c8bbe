package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.keyring.Keyring;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The program, as a shell sees it. */
class MainTest {
    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void everyCommandExplainsItself() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            out.getBuffer().setLength(0);
            assertThat(run(command.getCommandName(), "--help")).isZero();
            assertThat(out.toString()).startsWith("Usage: gatehouse " + command.getCommandName());
        }
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("check", "mode");
    }

    @Test
    void theVersionIsTold() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("gatehouse ");
    }

    @Test
    void aMisspeltOptionIsRefusedWithASuggestion() {
        assertThat(run("check", "--confg", "x.yaml")).isEqualTo(2);
        assertThat(err.toString()).contains("gatehouse: Unknown option", "--config", "gatehouse check --help");
    }

    @Test
    void aMisspeltCommandIsRefusedWithASuggestion() {
        assertThat(run("chekc")).isEqualTo(2);
        assertThat(err.toString()).contains("check");
    }

    @Test
    void noCommandIsAMisunderstanding() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("gatehouse --help");
    }

    @Test
    void aFaultyConfigurationIsToldLineByLineWithoutAStackTrace() throws IOException {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), "mod: monitor\nupstreams: {}\nlogins: []\n");

        assertThat(run("check", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":1:1: mod: unknown key; did you mean mode?",
                        file + ":2:12: upstreams: names no application; write app: { servers:"
                                + " [http://127.0.0.1:3000] }");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aGatewayThatDoesNotRunCannotBeSwitched() throws IOException {
        int free = freePort();
        Path file = Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "upstreams: { app: { servers: [http://127.0.0.1:3000] } }\nlogins: []\nadmin: { address: 127.0.0.1:"
                        + free + " }\n");
        Path tokens = Files.createFile(
                folder.resolve("tokens.yaml"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                tokens, "tokens: [{ name: a, scopes: [mode], token: 0123456789abcdefghijklmnopqrstuvwxyz }]\n");

        assertThat(run("mode", "enforce", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("gatehouse: no gateway answers at http://127.0.0.1:" + free
                        + "/api/mode; start it, or check admin.address");
    }

    @Test
    void keysAreShownRotatedAndDroppedButNeverTold() throws IOException {
        Path config = Files.writeString(
                folder.resolve("gatehouse.yaml"),
                "upstreams: { app: { servers: [http://127.0.0.1:3000] } }\nlogins: []\n");
        assertThat(run("keyring", "list", "--config", config.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("made at the gateway's first start");
        Keyring.openOrCreate(folder.resolve("keyring.json"));

        assertThat(run("keyring", "rotate", "--in", "0s", "--purpose", "hash", "--config", config.toString()))
                .isZero();
        assertThat(run("keyring", "rotate", "--config", config.toString())).isZero();
        assertThat(run("keyring", "drop", "k5", "--config", config.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("k5 is the current key");
        assertThat(run("keyring", "drop", "k2", "--config", config.toString())).isZero();
        assertThat(run("keyring", "list", "--config", config.toString())).isZero();

        assertThat(out.toString())
                .containsPattern("added k6, k7, k8, used from 20")
                .containsPattern("(?m)^k7 +hash +used from 20")
                .containsPattern("(?m)^k5 +hash +current, since 20")
                .containsPattern("(?m)^k1 +sign +current, since the beginning")
                .doesNotContainPattern("[A-Za-z0-9+/]{40}");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
