package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Prompt;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Challenges;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.Pseudonyms;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desk where approvals happen: a sign-in asks for one, a phone answers it, the waiting client redeems it.
 *
 * <p>Where a challenge can go is said by {@link ChallengeState}. Each step is a compare-and-set in the store, so that of several steps at the same time, on whatever
 * node, one is made. Stages complete on the store's threads, and are durable by then.
 */
public final class Desk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    /** How many wrong codes end a challenge. */
    public static final int WRONG_CODES_A_CHALLENGE = 5;

    /** How many wrong codes in a row disable a phone (NIST SP 800-63B-4 §3.2.2 allows at most 100). */
    static final int WRONG_CODES_A_DEVICE = 100;

    /** How long the waiting client may take to fetch what was approved. */
    static final Duration REDEEMABLE = Duration.ofMinutes(2);

    /** How long codes and passkeys may take: they must be looked up. */
    static final Duration WITHOUT_PHONE = Duration.ofMinutes(5);

    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final int TRIES = 5;

    private final Ledger ledger;
    private final Enrolments enrolments;
    private final Factors factors;
    private final Pseudonyms pseudonyms;
    private final Proving proving;
    private final Codes codes;
    private final Bell bell;
    private final Duration expires;
    private final InstantSource clock;
    private final List<ScheduledFuture<?>> chores = new CopyOnWriteArrayList<>();

    /** @param expires how long a phone may take to answer */
    public Desk(
            Challenges challenges,
            Enrolments enrolments,
            Factors factors,
            Keyring keyring,
            Endings endings,
            Bell bell,
            Duration expires,
            SecureRandom random,
            InstantSource clock) {
        this.ledger = new Ledger(challenges, endings, clock);
        this.enrolments = enrolments;
        this.factors = factors;
        this.pseudonyms = new Pseudonyms(keyring);
        this.proving = new Proving(ledger, factors, pseudonyms, clock);
        this.codes = new Codes(keyring, random);
        this.bell = bell;
        this.expires = expires;
        this.clock = clock;
    }

    /** Takes up what an earlier run left open, as soon as the store tells, and lets challenges lapse from now on. Completes after the first try. */
    public CompletionStage<Void> start(ScheduledExecutorService timer) {
        return resume(timer).thenRun(() -> {
            chores.add(timer.scheduleWithFixedDelay(chore(this::sweep), 0, 1, TimeUnit.SECONDS));
            chores.add(timer.scheduleWithFixedDelay(chore(this::forget), 1, 60, TimeUnit.MINUTES));
        });
    }

    private CompletionStage<Void> resume(ScheduledExecutorService timer) {
        return ledger.resume().exceptionally(failure -> {
            LOG.warn("what an earlier run left open is not known, the store does not answer; it is tried again");
            chores.add(timer.schedule(chore(() -> resume(timer)), 1, TimeUnit.SECONDS));
            return null;
        });
    }

    /** Challenges no longer lapse by themselves; the store stays open. */
    @Override
    public void close() {
        chores.forEach(chore -> chore.cancel(false));
    }

    /**
     * Asks for an approval. A user's phone rings for one sign-in at a time.
     *
     * @param passkeyOnly nothing but a passkey on the browser that signs in may approve it
     */
    public CompletionStage<Opening> open(Prompt prompt, boolean fromKnownDevice, boolean passkeyOnly) {
        return open(prompt, fromKnownDevice, passkeyOnly, TRIES);
    }

    private CompletionStage<Opening> open(Prompt prompt, boolean knownDevice, boolean passkeyOnly, int tries) {
        if (tries == 0) {
            return CompletableFuture.completedFuture(new Opening.TooMany(Duration.ofSeconds(1)));
        }
        return ledger.latest(prompt.user()).thenCompose(latest -> {
            Instant now = clock.instant();
            Optional<Challenge> ringing = ringing(latest);
            Duration wait = ringing.filter(other -> !mayReplace(other, prompt, knownDevice))
                    .map(other -> Duration.between(now, other.expires()))
                    .orElseGet(() -> Patience.before(latest, prompt, knownDevice, now));
            if (!wait.isZero()) {
                return CompletableFuture.completedFuture(new Opening.TooMany(wait));
            }
            CompletionStage<Boolean> free = ringing.map(
                            old -> ledger.step(old, old.become(ChallengeState.CANCELLED, now)))
                    .orElseGet(() -> CompletableFuture.completedFuture(true));
            return free.thenCompose(done -> done
                            ? ring(prompt, knownDevice, passkeyOnly)
                            : CompletableFuture.completedFuture(Optional.empty()))
                    .thenCompose(opened -> opened.isPresent()
                            ? CompletableFuture.completedFuture(opened.get())
                            : open(prompt, knownDevice, passkeyOnly, tries - 1));
        });
    }

    /** A device that the user has signed in with may always; a stranger only if it is the one that rings, and tries again. */
    private static boolean mayReplace(Challenge ringing, Prompt prompt, boolean knownDevice) {
        return knownDevice
                || (!ringing.knownDevice() && ringing.prompt().address().equals(prompt.address()));
    }

    /** Empty when another sign-in of this user was faster. */
    private CompletionStage<Optional<Opening>> ring(Prompt prompt, boolean knownDevice, boolean passkeyOnly) {
        String id = codes.drawId();
        String code = codes.drawCode();
        Instant now = clock.instant();
        return equipment(prompt.user(), prompt.application()).thenCompose(equipment -> {
            Means means = equipment.means();
            Challenge pending = new Challenge(
                    id,
                    prompt,
                    codes.hash(id, code),
                    now,
                    now.plus(means.suffice(passkeyOnly) && (passkeyOnly || !means.phone()) ? WITHOUT_PHONE : expires),
                    knownDevice,
                    passkeyOnly,
                    means.suffice(passkeyOnly),
                    false,
                    ChallengeState.PENDING,
                    0,
                    false);
            Opening opened = new Opening.Opened(id, code, pending.expires(), passkeyOnly, means);
            return ledger.add(pending).thenApply(added -> {
                if (added) {
                    bell.ring(id, pending.expires(), equipment.phones());
                }
                return added ? Optional.of(opened) : Optional.empty();
            });
        });
    }

    /** The client takes another way than the one it was offered: that gives it the time for it, once. */
    public CompletionStage<Void> renew(String id) {
        return find(id).thenCompose(found -> found.filter(
                        one -> one.state() == ChallengeState.PENDING && !one.renewed())
                .map(one -> ledger.step(one, one.renew(clock.instant().plus(WITHOUT_PHONE)))
                        .thenCompose(done -> done ? CompletableFuture.<Void>completedFuture(null) : renew(id)))
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    /** The challenge as it stands now. */
    public CompletionStage<Optional<Challenge>> find(String id) {
        return ledger.find(id);
    }

    /** What this user's phone rings for. */
    public CompletionStage<Optional<Challenge>> ringing(String user) {
        return ledger.latest(user).thenApply(Desk::ringing);
    }

    private static Optional<Challenge> ringing(List<Challenge> latest) {
        return latest.stream()
                .filter(one -> one.state() == ChallengeState.PENDING)
                .findFirst();
    }

    /** Whether this user has a phone, or something else, that can approve. */
    public CompletionStage<Boolean> isEnrolled(String user) {
        return means(user, Means.ANY_HOST).thenApply(Means::any);
    }

    /**
     * With what this user can approve a sign-in now.
     *
     * @param application the host that is signed in to: passkeys are for one
     */
    public CompletionStage<Means> means(String user, String application) {
        return equipment(user, application).thenApply(Equipment::means);
    }

    private record Equipment(List<Device> phones, Means means) {}

    private CompletionStage<Equipment> equipment(String user, String application) {
        return phones(user)
                .thenCombine(
                        factors.of(pseudonyms.user(user)),
                        (phones, others) -> new Equipment(
                                phones, Means.of(phones, bell::reaches, others, application, clock.instant())));
    }

    private CompletionStage<List<Device>> phones(String user) {
        return enrolments
                .devicesOf(user)
                .thenApply(devices ->
                        devices.stream().filter(device -> !device.disabled()).toList());
    }

    /**
     * Tells of each later state, until closed. Whoever asks {@link #find} after this misses nothing.
     *
     * @param listener called on any thread; must not block
     * @throws java.util.concurrent.RejectedExecutionException when too many watch
     */
    public Watch watch(String id, Consumer<ChallengeState> listener) {
        return ledger.watch(id, listener);
    }

    /** As {@link #watch}, for all that this user's phone is asked. */
    public Watch watchUser(String user, Consumer<Challenge> listener) {
        return ledger.watchUser(user, listener);
    }

    /** True for one caller only, once it is approved. */
    public CompletionStage<Boolean> redeem(String id) {
        return find(id).thenCompose(found -> found.filter(one -> one.state() == ChallengeState.APPROVED)
                .map(approved -> ledger.step(approved, approved.become(ChallengeState.REDEEMED, clock.instant())))
                .orElseGet(() -> CompletableFuture.completedFuture(false)));
    }

    /** Gives an approval up that nobody waits for any more. */
    public CompletionStage<Void> cancel(String id) {
        return find(id).thenCompose(found -> found.filter(one -> !one.state().isFinal())
                .map(open -> ledger.step(open, open.become(ChallengeState.CANCELLED, clock.instant()))
                        .thenCompose(done -> done ? CompletableFuture.<Void>completedFuture(null) : cancel(id)))
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    /** A user's latest challenges, newest first. */
    public CompletionStage<List<Challenge>> latest(String user) {
        return ledger.latest(user);
    }

    /** Gives up all that a user is asked, and forgets what they were. */
    public CompletionStage<Void> erase(String user) {
        return ledger.latest(user).thenCompose(latest -> {
            CompletionStage<Void> cancelled = CompletableFuture.completedFuture(null);
            for (Challenge one : latest) {
                if (!one.state().isFinal()) {
                    cancelled = cancelled.thenCompose(done -> cancel(one.id()));
                }
            }
            return cancelled.thenCompose(done -> ledger.erase(user));
        });
    }

    /**
     * The owner says yes on a phone, and has typed the code. Of guesses sent side by side only one is looked at: the answer says how many wrong codes its phone knew of, and
     * counts only if that is still so.
     */
    public CompletionStage<Answered> approve(String id, Device device, int wrongCodesSeen, String code) {
        return answer(
                id,
                device,
                wrongCodesSeen,
                Challenge::passkeyOnly,
                pending -> codes.matches(pending, code)
                        ? pending.become(
                                ChallengeState.APPROVED, clock.instant().plus(REDEEMABLE))
                        : wrong(pending));
    }

    /** The owner shows something in place of a phone, where the sign-in is. Each try counts, whatever comes of it. */
    public CompletionStage<Answered> prove(String id, Proof proof) {
        return proving.prove(id, proof);
    }

    /** The owner shows the same where there is nothing to approve. Counted as a try over all challenges. */
    public CompletionStage<Boolean> confirm(String user, Proof proof) {
        return proving.confirm(user, proof);
    }

    /** The owner says no; reported: "this wasn't me". */
    public CompletionStage<Answered> deny(String id, Device device, int wrongCodesSeen, boolean reported) {
        return answer(id, device, wrongCodesSeen, pending -> false, pending -> {
            Challenge denied = pending.become(ChallengeState.DENIED, clock.instant());
            return reported ? denied.report() : denied;
        });
    }

    private Challenge wrong(Challenge pending) {
        Challenge counted = pending.withWrongCode();
        return counted.wrongCodes() < WRONG_CODES_A_CHALLENGE
                ? counted
                : counted.become(ChallengeState.EXPIRED, clock.instant());
    }

    private CompletionStage<Answered> answer(
            String id,
            Device device,
            int wrongCodesSeen,
            Predicate<Challenge> beyond,
            UnaryOperator<Challenge> decision) {
        if (device.disabled()) {
            return CompletableFuture.completedFuture(new Answered.DeviceDisabled());
        }
        return find(id).thenCompose(found -> {
            Optional<Challenge> own = found.filter(one -> one.user().equals(device.user()));
            if (own.isEmpty()) {
                return CompletableFuture.completedFuture(new Answered.Unknown());
            }
            Challenge before = own.get();
            if (before.state() != ChallengeState.PENDING) {
                return CompletableFuture.completedFuture(new Answered.Over(before.state()));
            }
            if (before.wrongCodes() != wrongCodesSeen) {
                return CompletableFuture.completedFuture(new Answered.Stale());
            }
            if (beyond.test(before)) {
                return CompletableFuture.completedFuture(new Answered.PasskeyOnly());
            }
            Challenge after = decision.apply(before);
            return ledger.step(before, after)
                    .thenCompose(done ->
                            done ? count(before, after, device) : answer(id, device, wrongCodesSeen, beyond, decision));
        });
    }

    private CompletionStage<Answered> count(Challenge before, Challenge after, Device device) {
        if (after.wrongCodes() > before.wrongCodes()) {
            int left = WRONG_CODES_A_CHALLENGE - after.wrongCodes();
            return enrolments
                    .change(device.id(), one -> one.countingWrongCode(WRONG_CODES_A_DEVICE))
                    .thenApply(counted -> counted.filter(Device::disabled).isPresent()
                            ? new Answered.DeviceDisabled()
                            : new Answered.WrongCode(left));
        }
        Answered accepted = new Answered.Accepted(after.state());
        return after.state() == ChallengeState.APPROVED
                ? enrolments.change(device.id(), Device::withoutWrongCodes).thenApply(done -> accepted)
                : CompletableFuture.completedFuture(accepted);
    }

    /** What the timer does each second; tests call it. */
    void sweep() {
        ledger.sweep();
    }

    private void forget() {
        Instant now = clock.instant();
        ledger.forget(now.minus(REMEMBERED));
        enrolments.forgetInvitations(now);
    }

    /** A timer drops a task that throws, without a word. */
    private static Runnable chore(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("A chore of the approval desk failed; it is tried again", e);
            }
        };
    }
}
