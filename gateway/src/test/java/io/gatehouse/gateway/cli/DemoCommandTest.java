package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.console.Approvers;
import io.gatehouse.gateway.console.Operations;
import io.gatehouse.gateway.console.RuleOperations;
import io.gatehouse.gateway.exchange.LoginAttempt;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code gatehouse demo} around whatever gateway it is given: what it hands over, prints, and leaves behind. */
class DemoCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Config> given = new CompletableFuture<>();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();

    /** Notes what the demo does with a gateway. */
    private final class Noted implements Gateway, Operations {
        Noted(Config config) throws IOException {
            given.complete(config);
            Files.createDirectories(folder(config));
            Files.writeString(folder(config).resolve("memory"), "x");
        }

        @Override
        public Operations operations() {
            return this;
        }

        @Override
        public void remember(LoginAttempt attempt) {
            events.add("remember");
        }

        @Override
        public void close() {
            events.add("close, folder there: " + Files.exists(folder()));
        }

        @Override
        public List<String> notReady() {
            return List.of();
        }

        @Override
        public Config.Mode mode() {
            return Config.Mode.ENFORCE;
        }

        @Override
        public void switchTo(Config.Mode mode) {
            events.add("switch");
        }

        @Override
        public CompletionStage<Optional<Map<String, ?>>> testPush(String device) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public Map<String, ?> push() {
            return Map.of();
        }

        @Override
        public Approvers approvers() {
            throw new UnsupportedOperationException();
        }

        @Override
        public RuleOperations rules() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Invitation> invite(String user) {
            events.add("invite " + user);
            return CompletableFuture.completedFuture(
                    new Invitation(URI.create("http://phone.localhost/#once"), Instant.EPOCH));
        }
    }

    private Path folder() {
        return Objects.requireNonNull(folder(given.join()).getParent());
    }

    private CommandLine program(DemoCommand demo) {
        return Main.commandLine(demo).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    @Test
    void aGatewayWithAPastRunsUntilTheEndAndLeavesNothing() throws Exception {
        DemoCommand demo = new DemoCommand(Noted::new);
        CompletableFuture<Integer> exit =
                CompletableFuture.supplyAsync(() -> program(demo).execute("demo", "--port", "0", "--admin-port", "0"));

        await().until(() -> out.toString().contains("curl") || exit.isDone());
        demo.stop();

        assertThat(exit.get()).isZero();
        assertThat(out.toString()).contains("http://phone.localhost/#once");
        assertThat(events).hasSize(32).endsWith("invite alice", "close, folder there: true");
        assertThat(folder()).doesNotExist();
        assertThat(given.join().phone().origin())
                .isEqualTo(URI.create("http://phone.localhost:"
                        + given.join().listen().get(0).address().getPort()));
    }

    @Test
    void aBusyPortIsNamedWithTheWayOut() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());

            assertThat(program(new DemoCommand(Noted::new)).execute("demo", "--port", port))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("gatehouse: port " + port
                            + " of this machine is taken; stop what uses it, or choose another: --port 0\n");
        }
    }

    @Test
    void aGatewayThatCannotStartLeavesNothingEither() {
        DemoCommand demo = new DemoCommand(config -> {
            new Noted(config);
            throw new IOException("no gateway today");
        });

        assertThat(program(demo).execute("demo", "--port", "0", "--admin-port", "0"))
                .isEqualTo(1);
        assertThat(err.toString()).isEqualTo("gatehouse: no gateway today\n");
        assertThat(folder()).doesNotExist();
    }

    private static Path folder(Config config) {
        return ((Config.Store.Embedded) config.store()).directory();
    }
}
