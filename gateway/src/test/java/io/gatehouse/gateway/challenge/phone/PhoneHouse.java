package io.gatehouse.gateway.challenge.phone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.challenge.push.WebPush;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.PushSettings;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.accept.Listeners;
import io.gatehouse.gateway.keyring.VapidKeys;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** A phone desk behind a real listener on loopback, on a real store in memory, and a client that sends it whatever a test wants. */
public final class PhoneHouse implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** What the gateway is to browsers' push services. */
    public final VapidKeys vapid = VapidKeys.temporary();

    public final Bench bench;
    private final Transport transport = Transport.start(1, Transport.Kind.AUTO);
    private final Listeners listeners;
    private final HttpClient client = HttpClient.newHttpClient();
    public final URI origin;
    private final EnrolmentLinks links;

    public PhoneHouse() throws IOException {
        this("127.0.0.1");
    }

    /** @param host the name in the origin, loopback in any case */
    public PhoneHouse(String host) throws IOException {
        this(host, false);
    }

    /** @param wakes with Web Push to hosts under push.example */
    public PhoneHouse(String host, boolean wakes) throws IOException {
        PushSettings.WebPush settings = new PushSettings.WebPush("mailto:ops@example.com", List.of("*.push.example"));
        bench = new Bench(
                EmbeddedStore.inMemory(),
                wakes ? List.of(new WebPush(settings, vapid, trusted(), InstantSource.system())) : List.of());
        CompletableFuture<ExchangeHandler> handler = new CompletableFuture<>();
        Config.Listener anyPort = new Config.Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
        listeners = Listeners.start(
                List.of(anyPort),
                List.of(),
                Config.Limits.DEFAULT,
                transport,
                InstantSource.system(),
                true,
                exchange -> handler.join().handle(exchange));
        origin =
                URI.create("http://" + host + ":" + listeners.addresses().get(0).getPort());
        SecureRandom random = new SecureRandom();
        links = new EnrolmentLinks(bench.enrolments, bench.keyring, origin, random, bench::now);
        handler.complete(new PhoneDesk(
                bench.desk, bench.bell, bench.enrolments, bench.keyring, new Pages(), origin, random, bench::now));
    }

    private static SSLContext trusted() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI link(String user) {
        return Bench.await(links.create(user));
    }

    /** An answer as JSON, and its status. */
    record Got(int status, JsonNode body) {
        String type() {
            return body.path("type").asText().replace("urn:gatehouse:", "");
        }
    }

    Got post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve("/.gatehouse/phone/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length > 0 ? request.headers(headers) : request);
    }

    Got postJws(String path, String jws) throws Exception {
        return post(path, JSON.writeValueAsString(JSON.createObjectNode().put("jws", jws)));
    }

    Got get(String path, String token) throws Exception {
        return send(HttpRequest.newBuilder(origin.resolve("/.gatehouse/phone/" + path))
                .header("Authorization", "Bearer " + token));
    }

    Got send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> answer = raw(request.build());
        return new Got(answer.statusCode(), JSON.readTree(answer.body()));
    }

    HttpResponse<byte[]> raw(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        listeners.close();
        transport.close();
        bench.close();
    }
}
