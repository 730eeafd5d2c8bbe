package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.flow.detect.Routes;
import io.gatehouse.gateway.flow.settle.OutcomeReader;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Signs in to the application with a name and a password that nobody has, past the gateway, to see whether {@code success} calls that a failure. */
final class SuccessProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Config config;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    SuccessProbe(Config config) {
        this.config = config;
    }

    /** What came of one sign-in's probe. */
    record Result(boolean good, String text) {}

    Result probe(Config.Login login) throws InterruptedException {
        String path = login.path().text();
        if (path.contains("*")) {
            return new Result(true, path + ": not probed: it is a pattern");
        }
        Optional<String> body = body(login);
        Config.Route route = new Routes(config.routes()).find(host(login), path);
        if (body.isEmpty()) {
            return new Result(true, path + ": not probed: only forms and JSON are");
        }
        if (route == null) {
            return new Result(false, path + ": no route leads there; add one");
        }
        URI server = route.upstream().servers().get(0);
        try {
            HttpResponse<InputStream> response = client.send(
                    request(login, server.resolve(route.stripped(path)), body.get()),
                    HttpResponse.BodyHandlers.ofInputStream());
            return judge(login, response);
        } catch (IOException e) {
            return new Result(false, path + ": " + server + " does not answer (" + e + "); is it running?");
        }
    }

    /** A name that the sign-in's host stands for; an empty one only any host's routes have. */
    private static String host(Config.Login login) {
        String host = login.host() == null ? "" : login.host();
        return host.startsWith("*") ? "any" + host.substring(1) : host;
    }

    private Result judge(Config.Login login, HttpResponse<InputStream> response) throws IOException {
        String path = login.path().text();
        HttpHeaders headers = new DefaultHttpHeaders();
        response.headers().map().forEach(headers::add);
        byte[] start;
        try (InputStream in = response.body()) {
            start = in.readNBytes(config.challenge().largestAnswer());
        }
        Outcome outcome = new OutcomeReader(login.success(), path)
                .read(HttpResponseStatus.valueOf(response.statusCode()), headers, start);
        String seen = path + ": a wrong password is answered " + response.statusCode()
                + response.headers()
                        .firstValue("Location")
                        .map(to -> " to " + to)
                        .orElse("");
        return switch (outcome) {
            case FAILURE -> new Result(true, seen + ", and success calls it a failure: good");
            case SUCCESS ->
                new Result(false, seen + ", and success takes it for a sign-in; add what only a real one has");
            default ->
                new Result(false, seen + ", which success cannot decide; base it on status, Location or a cookie");
        };
    }

    private static HttpRequest request(Config.Login login, URI address, String body) {
        boolean json = login.username().source() == Config.Username.Source.JSON;
        return HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", json ? "application/json" : "application/x-www-form-urlencoded")
                .header("User-Agent", "gatehouse-check")
                .method(
                        login.methods().contains("POST")
                                ? "POST"
                                : login.methods().iterator().next(),
                        HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** The password's field is not configured: most call it password. */
    private static Optional<String> body(Config.Login login) {
        String nobody = "gatehouse-check-" + Ids.next();
        String field = login.whenField() == null ? "password" : login.whenField();
        return switch (login.username().source()) {
            case FORM ->
                Optional.of(encode(login.username().name()) + "=" + nobody + "&" + encode(field) + "=" + Ids.next());
            case JSON -> Optional.of(json(login.username().name(), nobody));
            case HEADER, BASIC -> Optional.empty();
        };
    }

    private static String json(String pointer, String user) {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        ObjectNode inner = root;
        String[] names = pointer.substring(1).split("/", -1);
        for (int i = 0; i < names.length - 1; i++) {
            inner = inner.putObject(unescape(names[i]));
        }
        inner.put(unescape(names[names.length - 1]), user);
        inner.put("password", Ids.next());
        return root.toString();
    }

    private static String unescape(String name) {
        return name.replace("~1", "/").replace("~0", "~");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
