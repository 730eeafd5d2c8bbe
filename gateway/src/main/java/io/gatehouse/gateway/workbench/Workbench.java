package io.gatehouse.gateway.workbench;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.console.RuleOperations;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.gateway.telemetry.DecisionTee;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.RuleEntry;
import io.gatehouse.risk.RuleError;
import io.gatehouse.risk.scenario.Storyteller;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rules of a running gateway. Folders are looked at several times a second by a thread of its own, which compiles what was saved, runs its scenarios, and puts it into force; what is broken
 * changes nothing, and says why. Another thread has the rules judge that are tried out.
 */
public final class Workbench implements RuleOperations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);
    private static final Duration LOOKING = Duration.ofMillis(250);
    private static final int WAITING_JUDGEMENTS = 1_000;

    private final Config.Rules config;
    private final InstantSource clock;
    private final LoggedDecisions logged;
    private final @Nullable RuleFiles files;
    private final @Nullable RuleFiles shadowFiles;
    private final RuleShelf shelf;
    private final RuleLedger ledger;
    private final ShadowRules shadow;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("rules", true));
    private final ThreadPoolExecutor shadowThread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_JUDGEMENTS),
            new DefaultThreadFactory("shadow-rules", true, Thread.MIN_PRIORITY));
    private volatile @Nullable RuleBook tried;
    private volatile Attempt rulesAttempt = Attempt.NONE;
    private volatile Attempt shadowAttempt = Attempt.NONE;

    /**
     * What came of a change.
     *
     * @param at null before the first
     * @param errors none if it is in force
     */
    private record Attempt(@Nullable Instant at, List<RuleError> errors, int good, int broken) {
        static final Attempt NONE = new Attempt(null, List.of(), 0, 0);
    }

    private Workbench(
            Config.Rules config,
            @Nullable RuleFiles files,
            @Nullable RuleFiles shadowFiles,
            RuleBook first,
            Path decisionLog,
            InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.logged = new LoggedDecisions(decisionLog);
        this.files = files;
        this.shadowFiles = shadowFiles;
        this.shelf = new RuleShelf(first, clock);
        this.ledger = new RuleLedger(config.thresholds().challengeAt(), config.challengeBudget(), clock, this::stop);
        this.shadow = new ShadowRules(this::shadowBook, config.thresholds(), shadowThread);
    }

    /**
     * Reads the rules, and follows their folders from then on.
     *
     * @param decisionLog where {@link #scenario} looks
     * @throws BrokenRules if the rules to be enforced cannot be used; those that are tried out may be
     */
    public static Workbench open(Config.Rules config, Storyteller storyteller, Path decisionLog, InstantSource clock)
            throws BrokenRules {
        return open(config, storyteller, decisionLog, clock, LOOKING);
    }

    static Workbench open(
            Config.Rules config, Storyteller storyteller, Path decisionLog, InstantSource clock, Duration looking)
            throws BrokenRules {
        Path directory = config.directory();
        // The folder is looked at before it is read, so that no change in between is missed.
        RuleFiles files = files(directory, config, storyteller);
        RuleBook first = directory == null ? RuleBook.shipped() : RuleBook.compile(directory);
        Workbench bench =
                new Workbench(config, files, files(config.shadow(), config, storyteller), first, decisionLog, clock);
        bench.thread.execute(bench::readShadow);
        bench.thread.scheduleWithFixedDelay(bench::look, looking.toMillis(), looking.toMillis(), TimeUnit.MILLISECONDS);
        return bench;
    }

    private static @Nullable RuleFiles files(@Nullable Path folder, Config.Rules config, Storyteller storyteller) {
        return folder == null ? null : new RuleFiles(folder, config.thresholds(), storyteller);
    }

    /** The book that judges now. */
    public RuleBook inForce() {
        return shelf.inForce();
    }

    /** A log that also lets the workbench know. */
    public DecisionLog observing(DecisionLog log) {
        return new DecisionTee(List.of(log, ledger, shadow));
    }

    private void look() {
        try {
            shelf.unmuteDue();
            if (files != null && files.haveChanged()) {
                readRules(files);
            }
            if (shadowFiles != null && shadowFiles.haveChanged()) {
                readShadow();
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.error("the rules cannot be looked after; it is tried again", e);
        }
    }

    private void readRules(RuleFiles files) {
        try {
            RuleBook next = files.read();
            String before = shelf.inForce().version();
            shelf.replaceBy(next);
            rulesAttempt = new Attempt(clock.instant(), List.of(), rulesAttempt.good + 1, rulesAttempt.broken);
            LOG.info(
                    "rules {} are in force, {} of them, instead of {}",
                    next.version(),
                    next.rules().size(),
                    before);
        } catch (BrokenRules broken) {
            rulesAttempt = new Attempt(clock.instant(), broken.errors(), rulesAttempt.good, rulesAttempt.broken + 1);
            LOG.error(
                    "the rules that were saved are not in force; {} go on judging:\n{}",
                    shelf.inForce().version(),
                    broken.getMessage());
        }
    }

    private void readShadow() {
        if (shadowFiles == null) {
            return;
        }
        try {
            RuleBook next = shadowFiles.read();
            RuleBook before = tried;
            tried = next;
            if (before != null) {
                before.close();
            }
            shadowAttempt = new Attempt(clock.instant(), List.of(), shadowAttempt.good + 1, shadowAttempt.broken);
            LOG.info(
                    "rules {} are tried out, {} of them",
                    next.version(),
                    next.rules().size());
        } catch (BrokenRules broken) {
            shadowAttempt = new Attempt(clock.instant(), broken.errors(), shadowAttempt.good, shadowAttempt.broken + 1);
            LOG.error("the rules that are to be tried out cannot be used:\n{}", broken.getMessage());
        }
    }

    /** Without a folder of its own, what is tried out is what would be in force if nothing were silent. */
    private @Nullable RuleBook shadowBook() {
        RuleBook own = tried;
        if (own != null || config.shadow() != null) {
            return own;
        }
        RuleBook inForce = shelf.inForce();
        return inForce.isWhole() ? null : inForce.without(Set.of());
    }

    private void stop(String rule, String why) {
        if (shelf.stop(rule, why)) {
            LOG.error(
                    "ALARM: rule \"{}\" is silent from now on: {}. All others go on. Change it, or: gatehouse rules unmute \"{}\"",
                    rule,
                    why,
                    rule);
        }
    }

    @Override
    public void mute(String rule, Duration time) {
        if (!shelf.mute(rule, time)) {
            throw new IllegalArgumentException("there is no rule \"" + rule + "\"");
        }
    }

    @Override
    public void unmute(String rule) {
        if (!shelf.unmute(rule)) {
            throw new IllegalArgumentException("\"" + rule + "\" is not silent");
        }
    }

    @Override
    public void rollback(String version) {
        if (!shelf.rollback(version)) {
            throw new IllegalArgumentException(
                    "rules " + version + " are not kept; there are: " + String.join(", ", shelf.versions()));
        }
    }

    @Override
    public CompletionStage<String> scenario(String decision) {
        return CompletableFuture.supplyAsync(() -> logged.scenario(decision), thread);
    }

    @Override
    public Map<String, ?> rules() {
        RuleBook book = shelf.inForce();
        Map<String, String> silent = shelf.silent();
        List<Map<String, Object>> rules = new ArrayList<>();
        for (RuleEntry rule : book.rules()) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("name", rule.name());
            told.put("file", rule.file());
            told.put("line", rule.line());
            if (silent.containsKey(rule.name())) {
                told.put("silent", silent.get(rule.name()));
            }
            told.putAll(ledger.tell(rule.name()));
            rules.add(told);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("version", book.version());
        told.put("since", shelf.since().toString());
        told.put(
                "directory",
                config.directory() == null ? "shipped" : config.directory().toString());
        told.put("kept_versions", shelf.versions());
        told.put("last_change", tell(rulesAttempt));
        told.put("rules", rules);
        return told;
    }

    @Override
    public Map<String, ?> shadow() {
        Map<String, Object> told = new LinkedHashMap<>(shadow.tell());
        told.put("directory", config.shadow() == null ? "" : config.shadow().toString());
        told.put("last_change", tell(shadowAttempt));
        return told;
    }

    private static Map<String, Object> tell(Attempt attempt) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("at", attempt.at == null ? "" : attempt.at.toString());
        told.put("errors", attempt.errors);
        told.put("good", attempt.good);
        told.put("broken", attempt.broken);
        return told;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        shadowThread.shutdownNow();
        shelf.close();
        RuleBook shadowBook = tried;
        if (shadowBook != null) {
            shadowBook.close();
        }
    }
}
