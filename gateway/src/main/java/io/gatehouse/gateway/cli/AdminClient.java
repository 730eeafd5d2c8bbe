package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Asks a running gateway through its admin listener, with a token of its tokens file. */
final class AdminClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final URI base;
    private final String token;
    private final JsonMapper mapper = JsonMapper.builder().build();

    private AdminClient(Path file, URI base, String token) {
        this.file = file;
        this.base = base;
        this.token = token;
    }

    /** @param file the gateway's configuration, which names its admin listener and tokens */
    static AdminClient of(Path file, AdminToken.Scope scope) throws IOException, ConfigErrors {
        Config config = new ConfigReader().read(file);
        Path tokens = config.admin().tokens();
        String token = TokenFile.tokenFor(tokens, scope)
                .orElseThrow(() -> new IOException(tokens + ": no token in the clear with scope "
                        + scope.name().toLowerCase(Locale.ROOT) + "; add one"));
        return new AdminClient(file, URI.create("http://" + authority(config)), token);
    }

    /** What the gateway answers; what it refuses is an exception that says why. */
    JsonNode post(String path, Map<String, String> members) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(mapper.writeValueAsString(members)))
                .build();
        HttpResponse<String> response = send(request);
        if (response.statusCode() == 400) {
            throw new IOException(mapper.readTree(response.body()).path("title").asText());
        }
        if (response.statusCode() != 200) {
            throw new IOException("the gateway at " + request.uri() + " answered " + response.statusCode()
                    + "; is it the one of " + file + "?");
        }
        return mapper.readTree(response.body());
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
