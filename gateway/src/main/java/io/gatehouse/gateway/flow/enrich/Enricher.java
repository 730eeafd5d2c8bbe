package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Signals;
import io.gatehouse.gateway.flow.enrich.Enriched.Source;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Renaming;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.gateway.telemetry.Seldom;
import io.gatehouse.risk.Facts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is known about an attempt, all at the same time and under one deadline, and has the facts computed. Never fails: what is late or broken is unknown, and
 * {@link Enriched#unknown} names it.
 *
 * <p>Completes on the caller's thread when everything is near at hand, else on the store's or a timer's: whoever owns a connection goes back to its event loop.
 */
public final class Enricher {

    /**
     * Who knows something about an attempt.
     *
     * @param addresses what is known of an address, from memory: called on the event loop
     * @param memory of accounts, and counts
     * @param phoneEnrolled whether an account, by its normalised name, has a phone, or something else, to approve with
     */
    public record Sources(
            Function<InetAddress, Located> addresses,
            Memory memory,
            Function<String, CompletionStage<Boolean>> phoneEnrolled) {}

    private final Sources sources;
    private final DeviceCookies cookies;
    private final DeviceProofs proofs;
    private final Pseudonyms pseudonyms;
    private final FactBuilder builder;
    private final Duration deadline;
    private final RandomGenerator random;
    private final Seldom complaints = new Seldom(Enricher.class);

    /**
     * @param deadline for all sources together
     * @param random makes device ids: must be unpredictable outside of tests
     */
    public Enricher(
            Sources sources,
            DeviceCookies cookies,
            DeviceProofs proofs,
            Pseudonyms pseudonyms,
            FactBuilder builder,
            Duration deadline,
            RandomGenerator random) {
        this.sources = sources;
        this.cookies = cookies;
        this.proofs = proofs;
        this.pseudonyms = pseudonyms;
        this.builder = builder;
        this.deadline = deadline;
        this.random = random;
    }

    public CompletionStage<Enriched> enrich(LoginAttempt attempt) {
        DeviceCookies.Shown cookie = cookies.read(attempt.deviceCookie(), attempt.at());
        DeviceTag device = DeviceTag.of(cookie, random);
        Optional<Located> place = locate(attempt.address());
        Observation seen = seen(attempt, cookie, device, place.orElse(Located.NOWHERE));
        Visit visit = seen.visit();
        CompletableFuture<Optional<Recollection>> memory = inTime(
                Source.MEMORY, () -> sources.memory.recall(seen.traces(), visit, renamings(attempt, seen, device)));
        CompletableFuture<Optional<Boolean>> phone =
                inTime(Source.PHONES, () -> sources.phoneEnrolled.apply(attempt.user()));
        return memory.thenCombine(
                phone, (recalled, enrolled) -> enriched(seen, visit, device, place, recalled, enrolled));
    }

    private Observation seen(LoginAttempt attempt, DeviceCookies.Shown cookie, DeviceTag device, Located located) {
        Traces traces = traces(pseudonyms, attempt, located.place().asn(), device);
        Signals signals = attempt.signals();
        UserAgent agent =
                ClientHints.refine(UserAgent.parse(attempt.userAgent()), signals.brands(), signals.platform());
        DeviceProof proof = proofs.read(signals, attempt.at());
        return new Observation(
                attempt.at(),
                located.place(),
                located.labels(),
                cookie,
                agent,
                Languages.first(attempt.acceptLanguage()),
                traces,
                null,
                false,
                signals,
                proof,
                print(pseudonyms, agent, signals, proof));
    }

    /** While keys are rotated: how the same would be called under those that are not current. */
    private List<Renaming> renamings(LoginAttempt attempt, Observation seen, DeviceTag device) {
        return pseudonyms.older().stream()
                .map(older -> new Renaming(
                        marks(
                                traces(older, attempt, seen.place().asn(), device),
                                print(older, seen.agent(), seen.signals(), seen.proof())),
                        marks(seen.traces(), seen.print())))
                .toList();
    }

    private static Renaming.Marks marks(Traces traces, Print print) {
        return new Renaming.Marks(traces.device(), traces.prefix(), traces.address(), traces.agent(), print);
    }

    private static Traces traces(Pseudonyms pseudonyms, LoginAttempt attempt, long asn, DeviceTag device) {
        return pseudonyms.traces(
                attempt.user(),
                attempt.address(),
                asn,
                new Pseudonyms.Client(
                        device.id(),
                        device.shown(),
                        attempt.userAgent(),
                        attempt.signals().manner().ja4()));
    }

    private Enriched enriched(
            Observation seen,
            Visit visit,
            DeviceTag device,
            Optional<Located> place,
            Optional<Recollection> memory,
            Optional<Boolean> phoneEnrolled) {
        Set<Source> unknown = EnumSet.noneOf(Source.class);
        addIfEmpty(unknown, Source.GEO, place);
        addIfEmpty(unknown, Source.MEMORY, memory);
        addIfEmpty(unknown, Source.PHONES, phoneEnrolled);
        Facts facts = builder.facts(seen.with(memory.orElse(null), phoneEnrolled.orElse(false)));
        return new Enriched(facts, seen.place(), seen.agent(), device, seen.traces(), visit, unknown);
    }

    private static Print print(Pseudonyms pseudonyms, UserAgent agent, Signals signals, DeviceProof proof) {
        return new Print(
                (short) pseudonyms.mark("browser", agent.browser()),
                (short) pseudonyms.mark("system", agent.system()),
                (short) pseudonyms.mark("ja4", lasting(signals.manner().ja4())),
                (short) pseudonyms.mark("http2", signals.manner().http2()),
                (short) pseudonyms.mark("headers", signals.headers()),
                pseudonyms.mark("key", proof.key()),
                false);
    }

    /** Of a JA4 what stays the same when a session is resumed: not the extensions, of which there is one more then. */
    private static String lasting(String ja4) {
        return ja4.length() < 23 ? ja4 : ja4.substring(0, 6) + ja4.substring(8, 23);
    }

    private Optional<Located> locate(InetAddress address) {
        try {
            return Optional.of(sources.addresses.apply(address));
        } catch (RuntimeException e) {
            complaints.warn("an address's place could not be looked up; it counts as unknown", e);
            return Optional.empty();
        }
    }

    /** The source's answer; empty if it fails, or does not come before the deadline. */
    private <T> CompletableFuture<Optional<T>> inTime(Source source, Supplier<CompletionStage<T>> question) {
        CompletableFuture<Optional<T>> answer;
        try {
            answer = question.get().toCompletableFuture().handle((value, failure) -> told(source, value, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(told(source, null, e));
        }
        return answer.isDone()
                ? answer
                : answer.completeOnTimeout(Optional.empty(), deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> Optional<T> told(Source source, @Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            complaints.warn("no answer from " + source + "; what it knows counts as unknown", failure);
        }
        return Optional.ofNullable(value);
    }

    private static void addIfEmpty(Set<Source> unknown, Source source, Optional<?> answer) {
        if (answer.isEmpty()) {
            unknown.add(source);
        }
    }
}
