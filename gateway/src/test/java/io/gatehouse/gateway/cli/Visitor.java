package io.gatehouse.gateway.cli;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Somebody with a cookie jar, somewhere on earth, who follows no redirects by itself. */
final class Visitor {
    static final String NORWAY = "88.88.10.20";
    static final String BRAZIL = "187.20.30.40";
    static final String JAPAN = "133.11.10.20";
    static final String SINGAPORE = "159.65.10.20";
    static final String FORM = "application/x-www-form-urlencoded";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI gateway;
    private final Map<String, String> jar = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Visitor(URI gateway, String from, String accept) {
        this.gateway = gateway;
        headers.put("X-Forwarded-For", from);
        headers.put("Accept", accept);
        headers.put("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
    }

    static Visitor browser(LiveGateway gateway, String from) {
        return new Visitor(gateway.address(), from, "text/html,application/xhtml+xml");
    }

    static Visitor program(LiveGateway gateway, String from) {
        return new Visitor(gateway.address(), from, "application/json");
    }

    Visitor with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Another one with the same cookies, as a thief of them would be. */
    Visitor thief(LiveGateway where, String from) {
        Visitor thief = browser(where, from);
        jar.forEach((name, value) -> {
            if (!name.startsWith("gatehouse-")) {
                thief.jar.put(name, value);
            }
        });
        return thief;
    }

    /** The same client, led elsewhere by a load balancer. */
    Visitor at(LiveGateway where) {
        Visitor moved = new Visitor(where.address(), "", "");
        moved.headers.putAll(headers);
        moved.jar.putAll(jar);
        return moved;
    }

    String cookie(String name) {
        return jar.getOrDefault(name, "");
    }

    void forget(String name) {
        jar.remove(name);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> signIn(String user, String password) throws IOException, InterruptedException {
        return post("/login", FORM, "username=" + user + "&password=" + password);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path));
        headers.forEach(request::setHeader);
        if (!jar.isEmpty()) {
            request.setHeader("Cookie", cookies());
        }
        return request;
    }

    String cookies() {
        return jar.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String header : answer.headers().allValues("Set-Cookie")) {
            HttpCookie cookie = HttpCookie.parse(header).get(0);
            if (cookie.getMaxAge() == 0) {
                jar.remove(cookie.getName());
            } else {
                jar.put(cookie.getName(), cookie.getValue());
            }
        }
        return answer;
    }
}
