package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.console.Operations;
import io.gatehouse.gateway.demo.DemoApp;
import io.gatehouse.gateway.demo.DemoSetting;
import io.gatehouse.risk.BrokenRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code gatehouse demo}: a gateway, an application behind it and a phone page, all in this process and on loopback. Memory, keys and tokens are in a
 * temporary folder that is removed at the end.
 */
@Command(
        name = "demo",
        description =
                "Runs a gateway, a small application behind it and a phone page, on this machine alone, and prints what to try.")
final class DemoCommand implements Callable<Integer> {
    private static final int CLOSING_SECONDS = 10;

    private final Gateway.Starter starter;
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "Where the gateway listens; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--admin-port",
            defaultValue = "9090",
            paramLabel = "PORT",
            description = "Where its admin listener is; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int adminPort;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DemoCommand(Gateway.Starter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException, ConfigErrors, BrokenRules, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "demo-end"));
        try {
            run();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    /** Ends the demo, and waits until its folder is gone. */
    void stop() {
        end.countDown();
        try {
            ended.await(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() throws IOException, ConfigErrors, BrokenRules, InterruptedException {
        int gatewayPort = usable(port, "--port");
        int consolePort = usable(adminPort, "--admin-port");
        try (TemporaryFolder folder = TemporaryFolder.make();
                DemoApp app = DemoApp.start();
                Gateway gateway =
                        starter.start(DemoSetting.config(folder.path(), app.address(), gatewayPort, consolePort))) {
            DemoSetting.pastSignIns(InstantSource.system().instant()).forEach(gateway::remember);
            PrintWriter out = spec.commandLine().getOut();
            out.print(DemoSetting.whatToTry(gatewayPort, consolePort, enrolmentLink(gateway)));
            out.flush();
            end.await();
        }
    }

    private static URI enrolmentLink(Gateway gateway) throws IOException, InterruptedException {
        try {
            return gateway.operations()
                    .invite(DemoSetting.REGULAR)
                    .thenApply(Operations.Invitation::link)
                    .toCompletableFuture()
                    .get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the demo cannot make its phone link: " + e.getMessage(), e);
        }
    }

    /** The port, or a free one for 0: the phone page's address, which has the port in it, must be known before the gateway starts. */
    private static int usable(int port, String option) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IOException(option + ": a port is a number from 0 to 65535");
        }
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IOException(
                    "port " + port + " of this machine is taken; stop what uses it, or choose another: " + option
                            + " 0",
                    e);
        }
    }
}
