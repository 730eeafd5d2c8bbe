package io.gatehouse.gateway.challenge.push;

import io.gatehouse.gateway.challenge.Bell;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.PushRegistration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings phones by the services that are configured: each by its own, all at once. A service that wants to be left alone is; one that does not answer in time is given up; a registration
 * that it knows no more is forgotten. Nobody waits for any of it.
 */
public final class PushBell implements Bell, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushBell.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** What a test push says in place of a challenge's id. */
    static final String TEST = "test";

    private static final Duration TEST_LEFT = Duration.ofMinutes(1);

    private final Map<PushRegistration.Service, PushService> services = new EnumMap<>(PushRegistration.Service.class);
    private final Map<PushRegistration.Service, PushCounts> counts = new EnumMap<>(PushRegistration.Service.class);
    private final Standing standing = new Standing();
    private final Enrolments enrolments;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;

    /** Closes the services with itself. */
    public PushBell(
            Collection<PushService> services,
            Enrolments enrolments,
            ScheduledExecutorService timer,
            InstantSource clock) {
        services.forEach(service -> {
            this.services.put(service.service(), service);
            counts.put(service.service(), new PushCounts());
        });
        this.enrolments = enrolments;
        this.timer = timer;
        this.clock = clock;
    }

    /** What phones may register with. */
    public Set<PushRegistration.Service> services() {
        return Set.copyOf(services.keySet());
    }

    /** What browsers must be given when they subscribe. */
    public Optional<String> applicationServerKey() {
        return services.get(PushRegistration.Service.WEB_PUSH) instanceof WebPush webPush
                ? Optional.of(webPush.applicationServerKey())
                : Optional.empty();
    }

    /**
     * Looks at what a phone says of how it is reached.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public void check(PushRegistration registration) {
        PushService service = services.get(registration.service());
        if (service == null) {
            throw new IllegalArgumentException("this gateway does not use that push service");
        }
        service.check(registration);
    }

    @Override
    public boolean reaches(Device device) {
        PushRegistration push = device.push();
        PushService service = push == null ? null : services.get(push.service());
        return service != null && push != null && standing.isCountedOn(service.limited(push), clock.instant());
    }

    @Override
    public void ring(String challenge, Instant until, List<Device> devices) {
        Duration left = Duration.between(clock.instant(), until);
        devices.stream()
                .filter(device -> device.push() != null)
                .forEach(device -> push(device, new PushService.Message(challenge, left)));
    }

    /** Wakes one phone to see whether that works; empty if there is none of this id. */
    public CompletionStage<Optional<Delivery>> test(String deviceId) {
        return enrolments
                .device(deviceId)
                .thenCompose(found -> found.map(device -> push(device, new PushService.Message(TEST, TEST_LEFT))
                                .thenApply(Optional::of))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private CompletableFuture<Delivery> push(Device device, PushService.Message message) {
        PushRegistration to = device.push();
        PushService service = to == null ? null : services.get(to.service());
        if (service == null || to == null) {
            return CompletableFuture.completedFuture(
                    new Delivery.Failed("this phone has not registered with a push service that is configured"));
        }
        String limited = service.limited(to);
        Instant silent = standing.silentUntil(limited, clock.instant());
        if (silent != null) {
            Delivery withheld = new Delivery.Throttled(silent);
            count(service, withheld, 0);
            return CompletableFuture.completedFuture(withheld);
        }
        long began = System.nanoTime();
        CompletableFuture<Delivery> answer = service.push(to, message);
        Future<?> end = timer.schedule(
                () -> answer.complete(
                        new Delivery.Failed("the push service did not answer within " + DEADLINE.toSeconds() + " s")),
                DEADLINE.toMillis(),
                TimeUnit.MILLISECONDS);
        return answer.exceptionally(failure -> new Delivery.Failed(String.valueOf(failure.getMessage())))
                .thenApply(delivery -> {
                    end.cancel(false);
                    standing.heard(limited, delivery);
                    count(service, delivery, (System.nanoTime() - began) / 1000);
                    note(device, to, delivery);
                    return delivery;
                });
    }

    private void count(PushService service, Delivery delivery, long micros) {
        PushCounts of = counts.get(service.service());
        if (of != null) {
            of.count(delivery, micros);
        }
    }

    private void note(Device device, PushRegistration dead, Delivery delivery) {
        if (delivery instanceof Delivery.Unregistered) {
            LOG.info("{} knows phone {} no more: it is not woken again until it registers anew", dead, device.id());
            enrolments.change(device.id(), one -> one.notReachedBy(dead)).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn("The dead registration of phone {} could not be forgotten", device.id(), failure);
                }
            });
        } else if (delivery instanceof Delivery.Throttled throttled) {
            LOG.warn("{} takes no pushes until {}: phones hear by polling", dead.service(), throttled.until());
        } else if (delivery instanceof Delivery.Failed failed) {
            LOG.warn("Phone {} was not woken by {}: {}", device.id(), dead.service(), failed.why());
        }
    }

    /** How the services do, by their names. */
    public Map<PushRegistration.Service, PushReport> report() {
        Map<PushRegistration.Service, PushReport> report = new EnumMap<>(PushRegistration.Service.class);
        counts.forEach((service, of) -> report.put(service, of.report()));
        return report;
    }

    @Override
    public void close() {
        services.values().forEach(PushService::close);
    }
}
