package io.gatehouse.gateway.store.redis;

import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.flow.Localhost;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A real redis-server on loopback: the system's where there is one, else the one that embedded-redis brings along. Its folder goes with it. */
public final class RedisProcess implements AutoCloseable {
    private static final Path SYSTEMS = Path.of("/usr/bin/redis-server");

    private final Path folder;
    private final int port;
    private final List<String> command;
    private Process process;

    private RedisProcess(Path folder, int port, List<String> command) throws IOException {
        this.folder = folder;
        this.port = port;
        this.command = command;
        this.process = launch();
    }

    /** With more options than a free port and no files. */
    public static RedisProcess start(String... options) throws IOException {
        Path folder = Files.createTempDirectory("redis-server");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                executable(folder),
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString()));
        command.addAll(List.of(options));
        return new RedisProcess(folder, port, command);
    }

    /** A Sentinel that may decide alone, and soon. */
    static RedisProcess sentinel(String name, RedisProcess primary) throws IOException {
        Path folder = Files.createTempDirectory("redis-sentinel");
        int port = freePort();
        Path file = Files.writeString(
                folder.resolve("sentinel.conf"), """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor %s 127.0.0.1 %d 1
                    sentinel down-after-milliseconds %s 500
                    sentinel failover-timeout %s 4000
                    """.formatted(port, folder, name, primary.port, name, name));
        return new RedisProcess(folder, port, List.of(executable(folder), file.toString(), "--sentinel"));
    }

    /** All shards of a cluster in one server. */
    static RedisProcess cluster() throws IOException {
        RedisProcess server = start("--cluster-enabled", "yes");
        server.ask("CLUSTER ADDSLOTSRANGE 0 16383");
        await().until(() -> server.ask("CLUSTER INFO").contains("cluster_state:ok"));
        return server;
    }

    /** The shards of a cluster, of which the first has a replica: it comes last. */
    static List<RedisProcess> shards() throws IOException {
        List<RedisProcess> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(start(
                    "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--repl-diskless-sync-delay", "0"));
        }
        int[] first = {0, 5_461, 10_923, 16_384};
        for (int i = 0; i < 3; i++) {
            all.get(i).ask("CLUSTER ADDSLOTSRANGE " + first[i] + " " + (first[i + 1] - 1));
        }
        for (RedisProcess other : all.subList(1, 4)) {
            all.get(0).ask("CLUSTER MEET 127.0.0.1 " + other.port);
        }
        RedisProcess replica = all.get(3);
        await().until(() -> replica.ask("CLUSTER INFO").contains("cluster_known_nodes:4"));
        String primary = all.get(0).ask("CLUSTER MYID");
        await().until(() -> replica.ask("CLUSTER REPLICATE " + primary).equals("OK"));
        for (RedisProcess one : all) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> one.ask("CLUSTER INFO").contains("cluster_state:ok"));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> replica.ask("INFO replication").contains("master_link_status:up"));
        return all;
    }

    private static String executable(Path folder) throws IOException {
        if (Files.isExecutable(SYSTEMS)) {
            return SYSTEMS.toString();
        }
        File own = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        return own.getAbsolutePath();
    }

    /** Cluster servers also take the port 10,000 above. */
    static int freePort() throws IOException {
        while (true) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = probe.getLocalPort() / 2;
                if (port > 1024 && isFree(port) && isFree(port + 10_000)) {
                    return port;
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private Process launch() throws IOException {
        Process launched = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> ask("PING").equals("PONG"));
        return launched;
    }

    public int port() {
        return port;
    }

    public Config.Store.Redis place() {
        return place(Config.Store.Redis.Kind.STANDALONE, "");
    }

    Config.Store.Redis place(Config.Store.Redis.Kind kind, String primary) {
        return new Config.Store.Redis(
                kind,
                false,
                List.of(new Config.Store.Redis.Server("127.0.0.1", port)),
                0,
                primary,
                null,
                null,
                null,
                null);
    }

    /** At its TLS port, as this user. */
    Config.Store.Redis secured(int tlsPort, String user, String password, Localhost certificate) {
        return new Config.Store.Redis(
                Config.Store.Redis.Kind.STANDALONE,
                true,
                List.of(new Config.Store.Redis.Server("localhost", tlsPort)),
                0,
                "",
                user,
                password,
                certificate.files().certificate(),
                certificate.files());
    }

    /** What it answers: a status, a number, a text; of a list only its length. */
    public String ask(String question) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((question + "\r\n").getBytes(StandardCharsets.UTF_8));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String line = line(in);
            return line.startsWith("$")
                    ? new String(in.readNBytes(Integer.parseInt(line.substring(1))), StandardCharsets.ISO_8859_1)
                    : line.substring(1);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new IOException("it hung up");
            }
            line.append((char) next);
        }
        in.read();
        return line.toString();
    }

    /** It stands still, connections and all, until {@link #resume}. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor();
    }

    /** As a power cut would. */
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** On the same port, with whatever is in its folder. */
    public void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
