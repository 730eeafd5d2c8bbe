package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Prompt;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/** A process that keeps a store busy until it is killed, and prints a line that ends with {@code ;} for whatever was acknowledged. */
final class StoreUnderLoad {
    static final Duration RETENTION = Duration.ofDays(180);
    private static final int IN_FLIGHT = 100;
    private static final int NEVER = 1_000_000;

    private final EmbeddedEnrolments enrolments;
    private final EmbeddedChallenges challenges;
    private final EmbeddedQuarantine quarantine;
    private final EmbeddedMemory memory;
    private final Pseudonyms pseudonyms = new Pseudonyms(Keyring.temporary());
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final InetAddress address = InetAddress.getByName("198.51.100.7");

    private StoreUnderLoad(EmbeddedStore store) throws Exception {
        enrolments = new EmbeddedEnrolments(store);
        challenges = new EmbeddedChallenges(store);
        quarantine = new EmbeddedQuarantine(store, InstantSource.system());
        memory = new EmbeddedMemory(store, RETENTION, InstantSource.system());
    }

    /**
     * Until it is killed.
     *
     * @param args where the store is · {@code all} or {@code learning} · how names begin
     */
    public static void main(String[] args) throws Exception {
        StoreUnderLoad load = new StoreUnderLoad(EmbeddedStore.open(Path.of(args[0])));
        for (int i = 0; i < NEVER; i++) {
            load.inFlight.acquire();
            String name = args[2] + "-" + i;
            if (args[1].equals("all")) {
                load.work(i, name);
            } else {
                load.learn(name);
            }
        }
    }

    private void work(int i, String name) throws Exception {
        switch (i % 6) {
            case 0 -> told("enrolled " + name, enrol(name));
            case 1 ->
                told(
                        "revoked " + name,
                        enrol(name).thenCompose(done -> enrolments.change(name, one -> one.countingWrongCode(1))));
            case 2 -> told("denied " + name, decide(name, ChallengeState.DENIED));
            case 3 -> told("approved " + name, decide(name, ChallengeState.APPROVED));
            case 4 -> shut(i, name);
            default -> {
                if (i % 12 == 5) {
                    learn(name);
                } else {
                    Traces traces = traces(name);
                    told("reported " + traces.user(), memory.denied(traces, Instant.now()));
                }
            }
        }
    }

    /** In between, marks which of what was learnt must be durable as well. */
    private void shut(int i, String name) {
        String mark = i % 60 == 4 ? name : "";
        if (!mark.isEmpty()) {
            say("mark " + mark);
        }
        told(
                "shut " + name,
                quarantine
                        .shut(List.of(name), "challenge", Instant.now().plusSeconds(86_400))
                        .thenRun(() -> {
                            if (!mark.isEmpty()) {
                                say("marked " + mark);
                            }
                        }));
    }

    private CompletionStage<?> enrol(String name) {
        Instant now = Instant.now();
        return enrolments
                .invite("token-" + name, new Enrolments.Invitation(name, now.plusSeconds(60)))
                .thenCompose(done -> enrolments.enrol(
                        "token-" + name, new Device(name, name, "Phone", "x".repeat(124), now, 0, false), now));
    }

    private CompletionStage<?> decide(String name, ChallengeState how) {
        Instant now = Instant.now();
        Prompt prompt =
                new Prompt(name, name, now, "app.example", "Oslo, Norway", 60, 11, "Firefox on Linux", "198.51.100.7");
        Challenge pending = new Challenge(
                name,
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
        return challenges
                .add(pending)
                .thenCompose(done -> challenges.replace(pending, pending.become(how, now.plusSeconds(120))));
    }

    private void learn(String name) {
        Traces traces = traces(name);
        Visit visit = new Visit(
                Instant.now(),
                traces.device(),
                traces.prefix(),
                traces.address(),
                2119,
                "NO",
                "NO-03",
                traces.agent(),
                "Firefox",
                "Linux",
                "desktop",
                "nb",
                60,
                11,
                5,
                Print.UNKNOWN);
        told("learnt " + traces.user() + " " + visit.at().toEpochMilli(), memory.succeeded(traces, visit));
    }

    private Traces traces(String name) {
        return pseudonyms.traces(name, address, 2119, new Pseudonyms.Client(new byte[16], true, "Firefox/128.0", null));
    }

    private void told(String line, CompletionStage<?> change) {
        change.whenComplete((done, failure) -> {
            if (failure == null) {
                say(line);
            } else {
                failure.printStackTrace();
            }
            inFlight.release();
        });
    }

    private static void say(String line) {
        System.out.println(line + ";");
    }
}
