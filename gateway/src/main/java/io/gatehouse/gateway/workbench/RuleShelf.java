package io.gatehouse.gateway.workbench;

import io.gatehouse.risk.RuleBook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The books that are or were in force, the rules in them that are silent, and what that makes: one book at a time, for every reader whole. */
final class RuleShelf implements AutoCloseable {
    private static final int KEPT = 5;

    private final InstantSource clock;
    private final Deque<RuleBook> books = new ArrayDeque<>();
    private final Map<String, Instant> muted = new TreeMap<>();
    private final Map<String, String> stopped = new TreeMap<>();
    private volatile RuleBook inForce;
    private Instant since;

    RuleShelf(RuleBook first, InstantSource clock) {
        this.clock = clock;
        this.inForce = first;
        this.since = clock.instant();
        books.addFirst(first);
    }

    RuleBook inForce() {
        return inForce;
    }

    synchronized Instant since() {
        return since;
    }

    /** What can be gone back to, the latest first. */
    synchronized List<String> versions() {
        return books.stream().map(RuleBook::content).toList();
    }

    /** New rules come into force. Those that a budget had stopped may try again; those that a person muted stay so. */
    synchronized void replaceBy(RuleBook next) {
        books.removeIf(book -> {
            boolean same = book.content().equals(next.content());
            if (same) {
                book.close();
            }
            return same;
        });
        books.addFirst(next);
        while (books.size() > KEPT) {
            books.removeLast().close();
        }
        stopped.clear();
        put(next);
    }

    synchronized boolean rollback(String version) {
        for (RuleBook book : books) {
            if (book.content().equals(version.split(" ", 2)[0])) {
                put(book);
                return true;
            }
        }
        return false;
    }

    /** Whether there is such a rule. */
    synchronized boolean mute(String rule, Duration time) {
        if (!inForce.ruleNames().contains(rule)) {
            return false;
        }
        muted.put(rule, clock.instant().plus(time));
        put(inForce);
        return true;
    }

    /** Whether it was silent. */
    synchronized boolean unmute(String rule) {
        boolean wasMuted = muted.remove(rule) != null;
        boolean wasStopped = stopped.remove(rule) != null;
        put(inForce);
        return wasMuted || wasStopped;
    }

    /** Silences a rule until somebody says otherwise; false if it is silent already. */
    synchronized boolean stop(String rule, String why) {
        if (stopped.containsKey(rule) || !inForce.ruleNames().contains(rule)) {
            return false;
        }
        stopped.put(rule, why);
        put(inForce);
        return true;
    }

    /** Lets those speak whose time is over. */
    synchronized void unmuteDue() {
        Instant now = clock.instant();
        if (muted.values().removeIf(until -> !until.isAfter(now))) {
            put(inForce);
        }
    }

    /** The silent rules, and why or until when. */
    synchronized Map<String, String> silent() {
        Map<String, String> silent = new LinkedHashMap<>(stopped);
        muted.forEach((rule, until) -> silent.put(rule, "until " + until));
        return silent;
    }

    private void put(RuleBook book) {
        if (!book.content().equals(inForce.content())) {
            since = clock.instant();
        }
        inForce = book.without(silent().keySet());
    }

    @Override
    public synchronized void close() {
        books.forEach(RuleBook::close);
    }
}
