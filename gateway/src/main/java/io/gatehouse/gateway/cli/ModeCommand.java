package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.config.AdminToken;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import io.gatehouse.gateway.config.TokenFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse mode}: switches a running gateway between watching and interfering, through its admin listener. */
@Command(
        name = "mode",
        description =
                "Switches a running gateway to monitor (decide and log, never interfere) or enforce, until its next start.")
final class ModeCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(
            names = "--config",
            defaultValue = "gatehouse.yaml",
            paramLabel = "FILE",
            description =
                    "The gateway's configuration, which names its admin listener and tokens. Default: ${DEFAULT-VALUE}")
    private Path file = Path.of("gatehouse.yaml");

    @Parameters(paramLabel = "monitor|enforce")
    private Config.Mode mode = Config.Mode.MONITOR;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, ConfigErrors, InterruptedException {
        Config config = new ConfigReader().read(file);
        Path tokens = config.admin().tokens();
        String token = TokenFile.tokenFor(tokens, AdminToken.Scope.MODE)
                .orElseThrow(() -> new IOException(tokens + ": no token in the clear with scope mode; add one"));
        String word = mode.name().toLowerCase(Locale.ROOT);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + authority(config) + "/api/mode"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        JsonMapper.builder().build().writeValueAsString(Map.of("mode", word))))
                .build();
        HttpResponse<String> response = send(request);
        if (response.statusCode() != 200) {
            throw new IOException("the gateway at " + request.uri() + " answered " + response.statusCode()
                    + "; is it the one of " + file + "?");
        }
        spec.commandLine()
                .getOut()
                .println("mode: " + word + " (until the next start: change mode in " + file + " too)");
        return 0;
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("no gateway answers at " + request.uri() + "; start it, or check admin.address", e);
        }
    }

    private static String authority(Config config) {
        InetAddress address = config.admin().address().getAddress();
        InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        String literal = reachable.getHostAddress();
        return (literal.contains(":") ? "[" + literal + "]" : literal) + ":"
                + config.admin().address().getPort();
    }
}
