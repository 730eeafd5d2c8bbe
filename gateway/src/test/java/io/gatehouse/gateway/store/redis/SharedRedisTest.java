package io.gatehouse.gateway.store.redis;

import static io.gatehouse.gateway.store.redis.Node.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.exchange.Prompt;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one Redis, and Redis away. */
class SharedRedisTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NAME = "marker-of-a-user@example.com";

    private final Keyring keyring = Keyring.temporary();
    private RedisProcess server;
    private Node here;
    private Node there;

    @BeforeEach
    void start() throws Exception {
        server = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        here = Node.join(server.place(), keyring);
        there = Node.join(server.place(), keyring);
    }

    @AfterEach
    void stop() throws Exception {
        here.close();
        there.close();
        server.close();
    }

    private static Challenge pending(String user) {
        Instant now = Instant.now();
        Prompt prompt = new Prompt(user, "decision", now, "app", "Oslo", 60, 11, "Firefox", "203.0.113.9");
        return new Challenge(
                Ids.next(),
                prompt,
                "hash",
                now,
                now.plusSeconds(90),
                false,
                false,
                true,
                false,
                ChallengeState.PENDING,
                0,
                false);
    }

    private Device enrolled(String id, String user) throws Exception {
        Device device = new Device(id, user, "Phone", "key", Instant.now(), 0, false);
        String token = Ids.next();
        get(here.stores
                .enrolments()
                .invite(token, new Enrolments.Invitation(user, Instant.now().plusSeconds(60))));
        assertThat(get(here.stores.enrolments().enrol(token, device, Instant.now())))
                .isEqualTo(Enrolments.Enrolled.DONE);
        return device;
    }

    private CompletionStage<Void> signIn(Node node, String user) throws Exception {
        Traces traces = new Pseudonyms(keyring)
                .traces(
                        user,
                        InetAddress.getByName("198.51.100.7"),
                        2119,
                        new Pseudonyms.Client(new byte[16], true, "Firefox/128.0", null));
        Visit visit = new Visit(
                Instant.now(),
                traces.device(),
                traces.prefix(),
                traces.address(),
                traces.asn(),
                "NO",
                "NO-03",
                traces.agent(),
                "Firefox",
                "macOS",
                "desktop",
                "nb",
                60,
                11,
                5,
                Print.UNKNOWN);
        return node.stores.memory().succeeded(traces, visit);
    }

    private int signIns(Node node, String user) throws Exception {
        return get(node.stores.memory().historyOf(new Pseudonyms(keyring).user(user)))
                .signIns();
    }

    @Test
    void whatIsAskedHereIsToldThere() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        there.stores.challenges().whenChanged(one -> told.add(one.id() + " " + one.state()));
        Challenge asked = pending("ann");
        get(here.stores.challenges().add(asked));
        await().atMost(PATIENCE).until(() -> told.equals(List.of(asked.id() + " PENDING")));
        assertThat(get(there.stores.challenges().find(asked.id()))).contains(asked);

        get(here.stores.challenges().replace(asked, asked.become(ChallengeState.APPROVED, Instant.now())));
        await().atMost(PATIENCE).until(() -> told.contains(asked.id() + " APPROVED"));
    }

    @Test
    void ofTwoNodesThatStepAtTheSameTimeOneDoes() throws Exception {
        for (int round = 0; round < 50; round++) {
            Challenge asked = pending("ann" + round);
            CompletableFuture<Boolean> one = here.stores.challenges().add(asked).toCompletableFuture();
            CompletableFuture<Boolean> other =
                    there.stores.challenges().add(pending("ann" + round)).toCompletableFuture();
            assertThat(get(one) ^ get(other)).isTrue();
        }
    }

    @Test
    void aDeviceThatIsDisabledHereMayNotApproveThere() throws Exception {
        enrolled("phone", "ann");
        assertThat(get(there.stores.enrolments().device("phone")).orElseThrow().disabled())
                .isFalse();
        get(here.stores.enrolments().change("phone", device -> device.countingWrongCode(1)));
        assertThat(get(there.stores.enrolments().device("phone")).orElseThrow().disabled())
                .isTrue();
        assertThat(get(there.stores.enrolments().devicesOf("ann"))).allMatch(Device::disabled);
    }

    @Test
    void aHistoryThatChangesThereIsNotStaleHere() throws Exception {
        get(signIn(here, "ann"));
        assertThat(signIns(here, "ann")).isEqualTo(1);
        get(signIn(there, "ann"));
        assertThat(signIns(here, "ann")).isEqualTo(2);
        get(there.stores.memory().forget(new Pseudonyms(keyring).user("ann")));
        assertThat(signIns(here, "ann")).isZero();
    }

    @Test
    void whatIsShutOutHereIsShutOutThereByTheTimeItIsDone() throws Exception {
        for (int round = 0; round < 50; round++) {
            String reason = "under-way " + round;
            get(here.stores
                    .quarantine()
                    .shut(List.of("session"), reason, Instant.now().plusSeconds(60)));
            assertThat(there.stores.quarantine().reason("session", Instant.now()))
                    .isEqualTo(reason);
            get(there.stores.quarantine().release(reason));
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(PATIENCE)
                    .until(() -> here.stores.quarantine().isEmpty());
        }
    }

    @Test
    void aNodeThatJoinsLateHeedsWhatIsShutOut() throws Exception {
        get(here.stores
                .quarantine()
                .shut(List.of("session"), "reason", Instant.now().plusSeconds(60)));
        try (Node late = Node.join(server.place(), keyring)) {
            assertThat(late.stores.quarantine().reason("session", Instant.now()))
                    .isEqualTo("reason");
        }
    }

    @Test
    void aNodeThatIsGoneIsNotWaitedForLong() throws Exception {
        // Neither leaves nor answers: as if its machine had lost its power.
        server.ask("ZADD gatehouse:{quarantine}:nodes " + Instant.now().toEpochMilli() + " a-node-that-is-gone");
        get(here.stores
                .quarantine()
                .shut(List.of("session"), "reason", Instant.now().plusSeconds(60)));
        assertThat(there.stores.quarantine().reason("session", Instant.now())).isEqualTo("reason");
    }

    @Test
    void withoutRedisAllFailsSoonAndNothingIsLost() throws Exception {
        get(here.stores
                .quarantine()
                .shut(List.of("session"), "reason", Instant.now().plusSeconds(600)));
        Device phone = enrolled("phone", "ann");
        get(signIn(here, "ann"));

        server.kill();
        await().atMost(PATIENCE).until(() -> !here.stores.notReady().isEmpty());
        assertThat(here.stores.quarantine().reason("session", Instant.now())).isEqualTo("reason");
        assertThat(here.stores.enrolments().device("phone")).failsWithin(PATIENCE);
        assertThat(here.stores
                        .quarantine()
                        .shut(List.of("other"), "other", Instant.now().plusSeconds(60)))
                .failsWithin(PATIENCE);
        signIn(here, "ann").toCompletableFuture().exceptionally(away -> null).join();

        server.restart();
        here.awaitTouch();
        there.awaitTouch();
        assertThat(get(here.stores.enrolments().device("phone"))).contains(phone);
        assertThat(there.stores.quarantine().reason("session", Instant.now())).isEqualTo("reason");
        await().atMost(PATIENCE).until(() -> signIns(there, "ann") == 2);
    }

    @Test
    void aRedisThatHangsIsNotWaitedForAndIsUsedAgainWhenItGoesOn() throws Exception {
        enrolled("phone", "ann");
        server.freeze();
        assertThat(here.stores.enrolments().device("phone")).failsWithin(PATIENCE);
        await().atMost(PATIENCE).until(() -> !here.stores.notReady().isEmpty());
        server.resume();
        here.awaitTouch();
        assertThat(get(here.stores.enrolments().device("phone"))).isPresent();
    }

    @Test
    void whoReadsRedisReadsNothing() throws Exception {
        enrolled("phone", NAME);
        Challenge asked = pending(NAME);
        get(here.stores.challenges().add(asked));
        get(signIn(here, NAME));
        get(here.stores.holds().put(HoldOf.user(asked.id(), NAME)));
        get(here.stores
                .enrolments()
                .invite("token", new Enrolments.Invitation(NAME, Instant.now().plusSeconds(60))));
        here.stores.close();
        assertThat(RedisDump.of(server))
                .contains("gatehouse:")
                .doesNotContain("marker-of-a-user")
                .doesNotContain("203.0.113.9")
                .doesNotContain("198.51.100.7")
                .doesNotContain("Firefox/128.0");
    }
}
