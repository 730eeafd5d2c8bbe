package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes behind a balancer, restarted one after the other while clients ask without a pause. */
@ExtendWith(NoLeaks.class)
class RollingRestartTest {
    private static final int CLIENTS = 8;

    @Test
    void noRequestFails() throws Exception {
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Proxy first = Proxy.before(origin.uri());
            Proxy second = Proxy.before(origin.uri());
            try (Proxy balancer = Proxy.before(uri(first), uri(second))) {
                AtomicBoolean enough = new AtomicBoolean();
                AtomicInteger answered = new AtomicInteger();
                ConcurrentMap<String, Integer> failures = new ConcurrentHashMap<>();
                List<CompletableFuture<Void>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(CompletableFuture.runAsync(() -> ask(uri(balancer), enough, answered, failures)));
                }
                waitForMore(answered);
                first = restarted(first, origin);
                waitForMore(answered);
                second = restarted(second, origin);
                waitForMore(answered);
                enough.set(true);
                clients.forEach(CompletableFuture::join);
                assertThat(failures).as(() -> balancer.failures().toString()).isEmpty();
            } finally {
                first.close();
                second.close();
            }
            assertThat(first.exchanges()).as("requests at the restarted node").isNotEmpty();
        }
    }

    private static void waitForMore(AtomicInteger answered) {
        int before = answered.get();
        await().until(() -> answered.get() > before + 200);
    }

    private static Proxy restarted(Proxy node, Origin origin) throws IOException {
        node.close();
        return Proxy.at(node.address(), origin);
    }

    private static void ask(
            URI balancer, AtomicBoolean enough, AtomicInteger answered, ConcurrentMap<String, Integer> failures) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        while (!enough.get()) {
            try {
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(balancer).build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    answered.incrementAndGet();
                } else {
                    failures.merge("status " + answer.statusCode(), 1, Integer::sum);
                }
            } catch (IOException | InterruptedException e) {
                failures.merge(e.toString(), 1, Integer::sum);
            }
        }
    }

    private static URI uri(Proxy proxy) {
        return URI.create("http://127.0.0.1:" + proxy.address().getPort());
    }
}
