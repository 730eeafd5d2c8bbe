package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.challenge.push.PushBell;
import io.gatehouse.gateway.challenge.push.PushService;
import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Prompt;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.embedded.EmbeddedChallenges;
import io.gatehouse.gateway.store.embedded.EmbeddedEnrolments;
import io.gatehouse.gateway.store.embedded.EmbeddedFactors;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A desk on a real store in memory, a clock that stands still, and a record of the endings it told. */
public final class Bench implements AutoCloseable {
    public static final Duration EXPIRES = Duration.ofSeconds(90);
    public static final String STRANGER = "203.0.113.9";
    public static final String OTHER_STRANGER = "198.51.100.7";

    public record Ending(String challenge, ChallengeState state, boolean reported) {}

    public final EmbeddedStore store;
    public final Keyring keyring = Keyring.temporary();
    public final Enrolments enrolments;
    public final Factors factors;
    final ConcurrentLinkedQueue<Ending> endings = new ConcurrentLinkedQueue<>();
    public final PushBell bell;
    public final Desk desk;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile Instant now = Instant.parse("2026-11-24T10:00:00.123Z");

    public Bench() {
        this(EmbeddedStore.inMemory());
    }

    public Bench(EmbeddedStore store) {
        this(store, List.of());
    }

    /** @param services closed with the bench */
    public Bench(EmbeddedStore store, List<PushService> services) {
        this.store = store;
        this.enrolments = new EmbeddedEnrolments(store);
        this.factors = new EmbeddedFactors(store);
        this.bell = new PushBell(services, enrolments, timer, this::now);
        this.desk = new Desk(
                new EmbeddedChallenges(store),
                enrolments,
                factors,
                keyring,
                (id, state, reported) -> endings.add(new Ending(id, state, reported)),
                bell,
                EXPIRES,
                new SecureRandom(),
                this::now);
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    Prompt prompt(String user, String address) {
        return new Prompt(
                user,
                "decision",
                now.plusNanos(456),
                "app.example",
                "Oslo, Norway",
                59.9,
                Double.NaN,
                "Firefox on Linux",
                address);
    }

    public Opening.Opened opened(String user, String address, boolean known) {
        return (Opening.Opened) await(desk.open(prompt(user, address), known, false));
    }

    public Opening.Opened openedForPasskey(String user) {
        return (Opening.Opened) await(desk.open(prompt(user, STRANGER), false, true));
    }

    Duration refused(String user, String address, boolean known) {
        return ((Opening.TooMany) await(desk.open(prompt(user, address), known, false))).retryAfter();
    }

    public ChallengeState state(String id) {
        return await(desk.find(id)).map(Challenge::state).orElseThrow();
    }

    public Device phone(String user) {
        Device device = new Device("phone-of-" + user, user, "Phone", "", now, 0, false);
        await(enrolments.invite(device.id(), new Enrolments.Invitation(user, now.plusSeconds(60))));
        await(enrolments.enrol(device.id(), device, now));
        return device;
    }

    public Device current(Device device) {
        return await(enrolments.device(device.id())).orElseThrow();
    }

    public static String otherThan(String code) {
        return code.equals("000000") ? "000001" : "000000";
    }

    public static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    public List<Ending> endings() {
        return List.copyOf(endings);
    }

    @Override
    public void close() {
        desk.close();
        bell.close();
        timer.shutdownNow();
        store.close();
    }
}
