package io.gatehouse.gateway.cli;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A real application that nobody here wrote, in a process of its own, with an account {@code ann} whose password is {@code right}. */
final class Application implements AutoCloseable {
    private static final Path DOKUWIKI = Path.of("/usr/share/dokuwiki");

    private final Process process;
    private final int port;

    private Application(int port, Path folder, List<String> command) throws IOException {
        this.port = port;
        File log = folder.resolve("application.log").toFile();
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                if (!process.isAlive()) {
                    throw new AssertionError("the application ended: " + Files.readString(log.toPath()));
                }
                return isListening();
            });
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private boolean isListening() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Debian's DokuWiki under PHP's own server; configuration and pages in the folder. */
    static Application dokuwiki(Path folder) throws IOException {
        Path conf = folder.resolve("conf");
        copy(Path.of("/etc/dokuwiki"), conf);
        Path data = folder.resolve("data");
        for (String name : List.of(
                "attic",
                "cache",
                "index",
                "locks",
                "log",
                "media",
                "media_attic",
                "media_meta",
                "meta",
                "pages",
                "tmp")) {
            Files.createDirectories(data.resolve(name));
        }
        Files.writeString(
                conf.resolve("local.php"),
                "<?php $conf['title'] = 'Wiki'; $conf['useacl'] = 1; $conf['updatecheck'] = 0; $conf['savedir'] = '"
                        + data + "';\n");
        // The MD5 of "right": what DokuWiki takes besides better hashes.
        Files.writeString(
                conf.resolve("users.auth.php"), "ann:7c4f29407893c334a6cb7a87bf045c0d:Ann:ann@example.org:user\n");
        Path prepend = folder.resolve("prepend.php");
        Files.writeString(prepend, "<?php define('DOKU_CONF', '" + conf + "/');\n");
        int port = LiveGateway.freePort();
        return new Application(
                port,
                folder,
                List.of(
                        "php",
                        "-d",
                        "auto_prepend_file=" + prepend,
                        "-d",
                        "error_reporting=0",
                        "-S",
                        "127.0.0.1:" + port,
                        "-t",
                        DOKUWIKI.toString()));
    }

    /** Node-RED from npm, installed where {@code GATEHOUSE_NODE_RED} says. */
    static Application nodeRed(Path folder) throws IOException {
        Path modules = Path.of(Objects.requireNonNull(
                        System.getenv("GATEHOUSE_NODE_RED"),
                        "GATEHOUSE_NODE_RED: name the folder where npm installed node-red"))
                .toAbsolutePath()
                .resolve("node_modules");
        int port = LiveGateway.freePort();
        Files.writeString(folder.resolve("settings.js"), """
                module.exports = {
                  uiHost: "127.0.0.1", uiPort: %d, userDir: "%s", flowFile: "flows.json", credentialSecret: "test",
                  telemetry: { enabled: false }, editorTheme: { tours: false },
                  adminAuth: { type: "credentials", users: [
                    { username: "ann", permissions: "*", password: require("%s/bcryptjs").hashSync("right", 4) } ] }
                };
                """.formatted(port, folder, modules));
        return new Application(
                port,
                folder,
                List.of(
                        "node",
                        modules.resolve("node-red/red.js").toString(),
                        "--settings",
                        folder.resolve("settings.js").toString()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to.resolve(from.relativize(file).toString()));
                } else if (Files.isReadable(file)) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                .exceptionally(late -> {
                    process.destroyForcibly();
                    return process;
                })
                .join();
    }
}
