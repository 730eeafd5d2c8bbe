package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.UpstreamOptions;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several servers of one application: who gets a request, who is passed over, and who waits. */
@ExtendWith(NoLeaks.class)
class ServersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final UpstreamOptions DEFAULT = UpstreamOptions.DEFAULT;

    @Test
    void equalServersTakeTurns() throws IOException {
        try (Origin a = Origin.saying(OK);
                Origin b = Origin.saying(OK);
                Proxy proxy = Proxy.before(a.uri(), b.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 10; i++) {
                client.send(GET).answer();
            }
            assertThat(a.requests()).hasSize(5);
            assertThat(b.requests()).hasSize(5);
        }
    }

    @Test
    void aBusyServerIsSparedByAllEventLoops() throws Exception {
        CountDownLatch stuck = new CountDownLatch(2);
        Origin.Answer hangs = (request, socket) -> {
            if (request.line().contains("/hang")) {
                stuck.countDown();
            } else {
                Origin.write(socket, OK);
            }
        };
        try (Origin a = Origin.that(hangs);
                Origin b = Origin.that(hangs);
                Proxy proxy = Proxy.before(a.uri(), b.uri());
                RawClient one = proxy.client();
                RawClient two = proxy.client()) {
            one.send("GET /hang HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> stuck.getCount() == 1);
            // Connections take turns among the loops: half of these clients are on the other one.
            int busyBefore = a.requests().size();
            Origin busy = busyBefore == 1 ? a : b;
            for (int i = 0; i < 4; i++) {
                try (RawClient other = proxy.client()) {
                    assertThat(other.send(GET).answer().status()).isEqualTo(200);
                    assertThat(other.send(GET).answer().status()).isEqualTo(200);
                }
            }
            assertThat(busy.requests()).hasSize(1);
            two.send(GET).answer();
        }
    }

    @Test
    void aServerThatFailsThreeTimesIsPassedOverByAllEventLoops() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (Origin bad = Origin.that((request, socket) -> {
                    asked.incrementAndGet();
                    socket.close();
                });
                Origin good = Origin.saying(OK);
                Proxy proxy = Proxy.before(bad.uri(), good.uri())) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = proxy.client()) {
                    assertThat(client.send(GET).answer().status()).isEqualTo(200);
                }
            }
            assertThat(asked).hasValue(3);
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    void aRequestThatMayNotBeRepeatedIsNotTakenToAnotherServer() throws IOException {
        try (Origin bad = Origin.that((request, socket) -> socket.close());
                Origin good = Origin.saying(OK);
                Proxy proxy = Proxy.before(bad.uri(), good.uri());
                RawClient client = proxy.client()) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
                statuses.add(client.answer().status());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 502);
            assertThat(bad.requests()).hasSize(1);
        }
    }

    @Test
    void noMoreThanThreeServersAreTriedForARequest() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Origin.Answer dies = (request, socket) -> {
            asked.incrementAndGet();
            socket.close();
        };
        try (Origin a = Origin.that(dies);
                Origin b = Origin.that(dies);
                Origin c = Origin.that(dies);
                Origin d = Origin.that(dies);
                Proxy proxy = Proxy.before(a.uri(), b.uri(), c.uri(), d.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(502);
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void statusCodesThatCountAsFailuresArePassedOnAndTakeTheServerAway() throws IOException {
        UpstreamOptions options = new UpstreamOptions(
                DEFAULT.protocol(),
                DEFAULT.tls(),
                null,
                new UpstreamOptions.Failing(2, Set.of(503)),
                DEFAULT.connections(),
                DEFAULT.queue(),
                DEFAULT.keep(),
                null,
                null,
                null);
        try (Origin bad = Origin.saying("HTTP/1.1 503 Sorry\r\nContent-Length: 0\r\n\r\n");
                Origin good = Origin.saying(OK);
                Proxy proxy = Proxy.before(options, bad.uri(), good.uri());
                RawClient client = proxy.client()) {
            int failures = 0;
            for (int i = 0; i < 20; i++) {
                failures += client.send(GET).answer().status() == 503 ? 1 : 0;
            }
            assertThat(failures).isEqualTo(2);
        }
    }

    @Test
    void aServerThatFailsItsHealthCheckGetsNoRequestsUntilItIsWellAgain() throws IOException {
        AtomicReference<String> health = new AtomicReference<>("500 Ill");
        AtomicInteger checks = new AtomicInteger();
        Queue<String> agents = new ConcurrentLinkedQueue<>();
        UpstreamOptions options = checked(new UpstreamOptions.Health(
                "/healthz", Duration.ofMillis(20), Duration.ofSeconds(5), 2, 2, Set.of(200)));
        try (Origin changing = Origin.that((request, socket) -> {
                    if (request.line().contains("/healthz")) {
                        agents.add(request.header("User-Agent"));
                        Origin.write(socket, "HTTP/1.1 " + health.get() + "\r\nContent-Length: 0\r\n\r\n");
                        checks.incrementAndGet();
                    } else {
                        Origin.write(socket, OK);
                    }
                });
                Origin good = Origin.saying(OK);
                Proxy proxy = Proxy.before(options, changing.uri(), good.uri());
                RawClient client = proxy.client()) {
            await().until(() -> checks.get() >= 4);
            for (int i = 0; i < 10; i++) {
                client.send(GET).answer();
            }
            assertThat(changing.requests()).noneMatch(request -> request.line().startsWith("GET / "));

            health.set("200 Well");
            await().until(() -> {
                client.send(GET).answer();
                return changing.requests().stream()
                        .anyMatch(request -> request.line().startsWith("GET / "));
            });
            assertThat(agents).containsOnly("gatehouse");
        }
    }

    @Test
    void whenNoServerIsWellARequestIsTriedAllTheSame() throws IOException {
        AtomicInteger checks = new AtomicInteger();
        UpstreamOptions options = checked(
                new UpstreamOptions.Health("/wrong", Duration.ofMillis(20), Duration.ofSeconds(5), 1, 1, Set.of(200)));
        try (Origin origin = Origin.that((request, socket) -> {
                    boolean check = request.line().contains("/wrong");
                    Origin.write(socket, check ? "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n" : OK);
                    checks.addAndGet(check ? 1 : 0);
                });
                Proxy proxy = Proxy.before(options, origin.uri());
                RawClient client = proxy.client()) {
            await().until(() -> checks.get() >= 2);
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void beyondTheMostConnectionsRequestsWaitAndBeyondTheMostWaitingTheyGet503() throws Exception {
        Queue<Socket> asked = new ConcurrentLinkedQueue<>();
        try (Origin origin = Origin.that((request, socket) -> asked.add(socket));
                Proxy proxy = Proxy.before(bounded(1, 1, Duration.ofSeconds(20)), origin.uri());
                RawClient first = proxy.client();
                RawClient second = proxy.client();
                RawClient third = proxy.client()) {
            first.send(GET);
            await().until(() -> asked.size() == 1);
            second.send(GET);
            await().until(() -> proxy.exchanges().size() == 2);
            third.send(GET);
            // The second may still be on its way into the queue, on another loop: one of the two is turned away.
            await().until(() -> proxy.failures().size() == 1);
            Origin.write(asked.remove(), OK);
            assertThat(first.answer().status()).isEqualTo(200);
            await().until(() -> asked.size() == 1);
            Origin.write(asked.remove(), OK);
            assertThat(List.of(second.answer().status(), third.answer().status()))
                    .containsExactlyInAnyOrder(200, 503);
            assertThat(proxy.failures()).hasSize(1);
        }
    }

    @Test
    void whoeverWaitsTooLongForAConnectionGets503() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (Origin origin = Origin.that((request, socket) -> asked.countDown());
                Proxy proxy = Proxy.before(bounded(1, 10, Duration.ofMillis(100)), origin.uri());
                RawClient first = proxy.client();
                RawClient second = proxy.client()) {
            first.send(GET);
            asked.await();
            assertThat(second.send(GET).answer().status()).isEqualTo(503);
        }
    }

    @Test
    void aConnectionThatAnotherEventLoopOnlyKeepsIsGivenUpForAWaitingRequest() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(bounded(1, 10, Duration.ofSeconds(20)), origin.uri())) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = proxy.client()) {
                    assertThat(client.send(GET).answer().status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void silenceWithinAnAnswerHasABoundOfItsOwn() throws IOException {
        UpstreamOptions options = new UpstreamOptions(
                DEFAULT.protocol(),
                DEFAULT.tls(),
                null,
                DEFAULT.failing(),
                DEFAULT.connections(),
                DEFAULT.queue(),
                DEFAULT.keep(),
                null,
                null,
                Duration.ofMillis(200));
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                Proxy proxy = Proxy.before(options, origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).rest()).endsWith("abc");
        }
    }

    private static UpstreamOptions checked(UpstreamOptions.Health health) {
        return new UpstreamOptions(
                DEFAULT.protocol(),
                DEFAULT.tls(),
                health,
                DEFAULT.failing(),
                DEFAULT.connections(),
                DEFAULT.queue(),
                DEFAULT.keep(),
                null,
                null,
                null);
    }

    private static UpstreamOptions bounded(int connections, int most, Duration timeout) {
        return new UpstreamOptions(
                DEFAULT.protocol(),
                DEFAULT.tls(),
                null,
                DEFAULT.failing(),
                connections,
                new UpstreamOptions.Queue(most, timeout),
                DEFAULT.keep(),
                null,
                null,
                null);
    }
}
