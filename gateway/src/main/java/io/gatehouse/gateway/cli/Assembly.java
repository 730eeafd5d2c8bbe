package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.enrol.EnrolmentDesk;
import io.gatehouse.gateway.challenge.factor.FactorOffice;
import io.gatehouse.gateway.challenge.factor.Passkeys;
import io.gatehouse.gateway.challenge.factor.TypedCodes;
import io.gatehouse.gateway.challenge.phone.EnrolmentLinks;
import io.gatehouse.gateway.challenge.phone.PhoneDesk;
import io.gatehouse.gateway.challenge.push.PushBell;
import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.FollowedFile;
import io.gatehouse.gateway.config.TokenFile;
import io.gatehouse.gateway.console.AdminDesk;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.HeldSignIns;
import io.gatehouse.gateway.flow.LoginFlow;
import io.gatehouse.gateway.flow.Rooms;
import io.gatehouse.gateway.flow.SignOuts;
import io.gatehouse.gateway.flow.Unanswered;
import io.gatehouse.gateway.flow.VerdictHeaders;
import io.gatehouse.gateway.flow.Versions;
import io.gatehouse.gateway.flow.accept.Listeners;
import io.gatehouse.gateway.flow.detect.Detector;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import io.gatehouse.gateway.flow.detect.QuarantineCheck;
import io.gatehouse.gateway.flow.detect.UserName;
import io.gatehouse.gateway.flow.enrich.Atlas;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.DeviceProofs;
import io.gatehouse.gateway.flow.enrich.Enricher;
import io.gatehouse.gateway.flow.enrich.FactBuilder;
import io.gatehouse.gateway.flow.judge.Judge;
import io.gatehouse.gateway.flow.respond.challenge.Holding;
import io.gatehouse.gateway.flow.respond.challenge.Revocations;
import io.gatehouse.gateway.flow.respond.challenge.ShutOut;
import io.gatehouse.gateway.flow.respond.challenge.WaitingRoom;
import io.gatehouse.gateway.flow.respond.forward.Forwarder;
import io.gatehouse.gateway.flow.settle.Settler;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.page.Pages;
import io.gatehouse.gateway.scenario.WordStoryteller;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Stores;
import io.gatehouse.gateway.store.embedded.EmbeddedStores;
import io.gatehouse.gateway.store.redis.RedisStores;
import io.gatehouse.gateway.telemetry.AccessLog;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.gateway.telemetry.DecisionSearch;
import io.gatehouse.gateway.telemetry.FileAccessLog;
import io.gatehouse.gateway.telemetry.FileDecisionLog;
import io.gatehouse.gateway.telemetry.ObservedExchanges;
import io.gatehouse.gateway.workbench.Workbench;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.Facts;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires a gateway together from its configuration: the only place that knows every part. */
final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final Duration ENRICHING = Duration.ofMillis(50);
    private static final Duration JUDGING = Duration.ofSeconds(1);
    private static final int WAITING_JUDGEMENTS = 1_000;
    private static final int WAITING_LINES = 10_000;
    private static final int WAITING_BYTES = 256 * 1024;

    private final Config config;
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();
    private final Closing closing = new Closing();

    private Assembly(Config config) {
        this.config = config;
    }

    /** As {@link Gateway.Starter}. */
    static Gateway start(Config config) throws IOException, ConfigErrors, BrokenRules {
        Assembly assembly = new Assembly(config);
        try {
            return assembly.assemble();
        } catch (IOException | ConfigErrors | BrokenRules | RuntimeException e) {
            assembly.closing.close();
            throw e;
        }
    }

    private Gateway assemble() throws IOException, ConfigErrors, BrokenRules {
        // What takes long to read is read at the same time.
        CompletableFuture<Atlas> reading = CompletableFuture.supplyAsync(this::atlas);
        Workbench workbench = closing.add(Workbench.open(
                config.rules(), new WordStoryteller(config.rules().warmUp()), config.decisionLog(), clock));
        // The first judgement in a process loads what all others use: it must not fall to the first sign-in.
        workbench.inForce().judge(Facts.UNKNOWN, config.rules().thresholds());
        Atlas atlas = read(reading);
        follow(atlas::refresh);
        Warming.up(atlas);

        Transport transport = closing.add(Transport.start(
                config.eventLoops().threads(), config.eventLoops().transport()));
        ScheduledExecutorService timer = timer();
        Keyring keyring = keyring();
        Stores stores = closing.add(stores(keyring));
        FactorOffice office = new FactorOffice(stores.factors(), keyring, random, clock);
        DecisionLog decisions = workbench.observing(closing.add(FileDecisionLog.open(
                config.decisionLog(), WAITING_LINES, config.privacy().retention(), clock)));
        Pages pages = new Pages(config.errorPages(), config.privacy().mode() != Config.PrivacyMode.STRICT);

        Unanswered unanswered = new Unanswered(pages);
        Forwarder forwarder = new Forwarder(transport, config.limits(), config.requestId(), unanswered);
        forwarder.open(config.upstreams().values());
        Settler settler = new Settler(stores.memory(), decisions);
        Revocations revocations = new Revocations(stores.holds(), keyring);
        SignOuts signOuts = new SignOuts(config, revocations, forwarder, transport);
        HeldSignIns held = new HeldSignIns(revocations, signOuts, settler, clock);
        PushBell bell = closing.add(new PushBell(
                PushServices.of(config.push(), config.keyring(), clock), stores.enrolments(), timer, clock));
        Desk desk = closing.add(new Desk(
                stores.challenges(),
                stores.enrolments(),
                stores.factors(),
                keyring,
                held,
                bell,
                config.challenge().expires(),
                random,
                clock));
        desk.start(timer).toCompletableFuture().join();
        held.start(desk, timer);
        Holding holding = new Holding(
                desk,
                stores.holds(),
                stores.quarantine(),
                keyring,
                revocations,
                config.challenge(),
                held::released,
                clock);

        TypedCodes codes = new TypedCodes(keyring);
        Passkeys passkeys = new Passkeys(stores.factors(), keyring);
        Pseudonyms pseudonyms = new Pseudonyms(keyring);
        DeviceCookies deviceCookies = new DeviceCookies(keyring);
        DeviceProofs deviceProofs = new DeviceProofs(keyring, clock, random);
        QuarantineCheck check = new QuarantineCheck(stores.quarantine(), keyring, clock);
        Enricher enricher = new Enricher(
                new Enricher.Sources(atlas::locate, stores.memory(), desk::isEnrolled),
                deviceCookies,
                deviceProofs,
                pseudonyms,
                new FactBuilder(config.rules().warmUp()),
                ENRICHING,
                random);
        DecisionSearch search = closing.add(new DecisionSearch(config.decisionLog()));
        RunningGateway gateway = new RunningGateway(
                config.mode(),
                links(stores.enrolments(), keyring),
                new FactorsAndPhones(office, stores.enrolments(), clock),
                stores,
                bell,
                enricher,
                workbench,
                clock,
                closing);
        LoginFlow flow = new LoginFlow(new Rooms(
                config,
                gateway::mode,
                new Detector(config, check),
                check,
                enricher,
                deviceCookies,
                deviceProofs,
                pseudonyms,
                new Judge(workbench::inForce, config.rules(), config.fail(), judging(), JUDGING),
                forwarder,
                new VerdictHeaders(keyring, clock),
                stores.proofs(),
                holding,
                new WaitingRoom(holding, desk, codes, passkeys, pages),
                new ShutOut(holding, desk, pages),
                new EnrolmentDesk(
                        desk,
                        office,
                        passkeys,
                        codes,
                        links(stores.enrolments(), keyring),
                        new KnownBrowser(deviceCookies, pseudonyms, stores.memory()),
                        this::normalised,
                        keyring,
                        pages,
                        clock),
                unanswered,
                signOuts,
                settler,
                decisions,
                new Versions(atlas::versions, config.version()),
                pages,
                phone(desk, bell, stores.enrolments(), keyring, pages)));

        listen(
                List.of(new Config.Listener(config.admin().address(), null)),
                List.of(),
                transport,
                false,
                new AdminDesk(
                        gateway,
                        new StoredPeople(
                                stores.memory(),
                                pseudonyms,
                                stores.enrolments(),
                                office,
                                desk,
                                stores.proofs(),
                                search),
                        TokenFile.open(config.admin().tokens()),
                        pages));
        listen(
                config.listen(),
                config.trustedProxies(),
                transport,
                config.privacy().mode() != Config.PrivacyMode.STRICT,
                observed(flow));
        return gateway;
    }

    private Stores stores(Keyring keyring) throws IOException {
        Duration retention = config.privacy().retention();
        return config.store() instanceof Config.Store.Redis redis
                ? RedisStores.open(redis, keyring, retention, clock)
                : EmbeddedStores.open((Config.Store.Embedded) config.store(), retention, clock);
    }

    /** With what is noted of each request, where anything is. */
    private ExchangeHandler observed(ExchangeHandler flow) throws IOException {
        Config.AccessLog access = config.accessLog();
        AccessLog log = access == null ? null : closing.add(FileAccessLog.open(access, WAITING_BYTES));
        String requestId = config.requestId().answer() ? config.requestId().header() : null;
        return log == null && requestId == null ? flow : new ObservedExchanges(flow, log, requestId);
    }

    private void listen(
            List<Config.Listener> where,
            List<Cidr> trusted,
            Transport transport,
            boolean fingerprints,
            ExchangeHandler handler)
            throws IOException {
        closing.add(Listeners.start(where, trusted, config.limits(), transport, clock, fingerprints, handler));
    }

    private Atlas atlas() {
        try {
            return Atlas.open(config.geo(), config.networks());
        } catch (IOException | ConfigErrors e) {
            throw new CompletionException(e);
        }
    }

    private static Atlas read(CompletableFuture<Atlas> reading) throws IOException, ConfigErrors {
        try {
            return reading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConfigErrors errors) {
                throw errors;
            }
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        }
    }

    /** Keys that another process adds to the file are known here before they come into use. */
    private Keyring keyring() throws IOException {
        Path file = config.keyring();
        Keyring keyring = Keyring.openOrCreate(file);
        FollowedFile followed = new FollowedFile(file);
        follow(() -> {
            if (followed.hasChanged()) {
                try {
                    keyring.reload(file);
                    LOG.info("{}: the keyring was read anew", file);
                } catch (IOException | RuntimeException e) {
                    LOG.error("the changed keyring cannot be used, the old keys stay in use: {}", e.getMessage());
                }
            }
        });
        return keyring;
    }

    /** Looks at files every two seconds, on a thread of its own: a large database takes long to read. */
    private void follow(Runnable look) {
        ScheduledExecutorService files =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("files", true));
        closing.add(files::shutdownNow);
        files.scheduleWithFixedDelay(look, 2, 2, TimeUnit.SECONDS);
    }

    private ScheduledExecutorService timer() {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("timer", true));
        closing.add(timer::shutdownNow);
        return timer;
    }

    private Executor judging() {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor judging = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_JUDGEMENTS),
                new DefaultThreadFactory("judge", true));
        closing.add(judging::shutdownNow);
        return judging;
    }

    private ExchangeHandler phone(Desk desk, PushBell bell, Enrolments enrolments, Keyring keyring, Pages pages) {
        URI origin = config.phone().origin();
        return origin == null
                ? exchange ->
                        pages.failure(exchange, HttpResponseStatus.NOT_FOUND, "Nothing here", "Check the address.")
                : new PhoneDesk(desk, bell, enrolments, keyring, pages, origin, random, clock);
    }

    /** A name as the first sign-in of the configuration would read it; empty if it can be nobody's. */
    private String normalised(String name) {
        List<Config.Normalisation> steps = config.logins().isEmpty()
                ? List.of()
                : config.logins().get(0).username().normalise();
        try {
            return UserName.normalise(name, steps);
        } catch (MalformedLogin e) {
            return "";
        }
    }

    private @Nullable EnrolmentLinks links(Enrolments enrolments, Keyring keyring) {
        URI origin = config.phone().origin();
        return origin == null ? null : new EnrolmentLinks(enrolments, keyring, origin, random, clock);
    }
}
