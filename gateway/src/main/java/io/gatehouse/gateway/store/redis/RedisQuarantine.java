package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.store.Quarantine;
import io.gatehouse.gateway.store.ShutSessions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quarantined session values, in Redis, and in every node's memory, where requests look.
 *
 * <p>Changes are numbered. Each is told to all nodes by a channel, and a node answers once it heeds it; a node that missed a number reads all anew. A node says twice a second
 * that it is there, and up to which number it heeds; one that has not been heard of for {@value #LEASE_MILLIS} ms is not waited for, and knows it by then: it is not
 * {@linkplain #isInTouch in touch}, since all that it knows of may be out of date.
 */
final class RedisQuarantine implements Quarantine, Ear {
    static final String CHANNEL = "quarantine";
    private static final String HEEDED_CHANNEL = Keys.PREFIX + "heeded:";
    private static final Logger LOG = LoggerFactory.getLogger(RedisQuarantine.class);

    static final long LEASE_MILLIS = 2_000;
    static final long LOOK_MILLIS = 100;
    private static final long BEAT_MILLIS = 500;
    /** All that is not heard of is gone by then. */
    private static final long LONGEST_MILLIS = 2 * LEASE_MILLIS;

    private static final int WAITING_NOTICES = 10_000;
    private static final byte[] REASONS = Keys.common("quarantine", "reasons");
    private static final byte[] ENDS = Keys.common("quarantine", "ends");
    private static final byte[] VERSION = Keys.common("quarantine", "version");
    private static final byte[] NODES = Keys.common("quarantine", "nodes");
    private static final byte[] HEEDED = Keys.common("quarantine", "heeded");

    private final RedisLink link;
    private final String node;
    private final InstantSource clock;
    private final ShutSessions shut = new ShutSessions();
    private final Map<String, Heeding> questions = new ConcurrentHashMap<>();

    /** What this node shuts out now, and is not in Redis yet: reason → sessions. */
    private final Map<String, List<String>> underWay = new ConcurrentHashMap<>();

    // Guarded by this.
    /** What this node released, reason → the change's number, until it is heard of: what was shut before must not come back by a notice that is late. */
    private final Map<String, Long> released = new HashMap<>();

    private final List<Notice> meanwhile = new ArrayList<>();
    private boolean hears;
    private boolean reading;
    private boolean upToDate;
    private long heeds;
    private long expected;

    private volatile long nextBeat = System.nanoTime();
    private volatile long lastBeat = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS);

    RedisQuarantine(RedisLink link, String node, InstantSource clock) {
        this.link = link;
        this.node = node;
        this.clock = clock;
    }

    /** The channel on which this node is told that others heed what it shut out. */
    static String heededChannel(String node) {
        return HEEDED_CHANNEL + node;
    }

    /** Listens on {@link #heededChannel}. */
    Ear heedings() {
        return new Ear() {
            @Override
            public void listening() {}

            @Override
            public void heard(byte[] message) {
                String[] parts = Keys.text(message).split(" ", 2);
                Heeding question = questions.get(parts[0]);
                if (question != null && parts.length == 2) {
                    question.heeded(parts[1]);
                }
            }
        };
    }

    @Override
    public boolean isEmpty() {
        return shut.isEmpty();
    }

    @Override
    public long shutOuts() {
        return shut.shutOuts();
    }

    @Override
    public @Nullable String reason(String session, Instant now) {
        return shut.reason(session, now);
    }

    /** Whether this node knows what other nodes shut out; if not, what they do is not waiting for it. */
    synchronized boolean isInTouch() {
        return upToDate && System.nanoTime() - lastBeat < TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS);
    }

    @Override
    public CompletionStage<Void> shut(Collection<String> sessions, String reason, Instant until) {
        List<String> all = List.copyOf(sessions);
        underWay.put(reason, all);
        shut.add(all, reason, until);
        String question = Ids.next();
        Heeding heeding = new Heeding();
        questions.put(question, heeding);
        return link.runDurably(
                        Script.QUARANTINE_SHUT,
                        List.of(REASONS, ENDS, VERSION, NODES),
                        Keys.bytes(clock.millis()),
                        Keys.bytes(reason),
                        Keys.bytes(until.toEpochMilli()),
                        Keys.bytes(String.join(",", all)),
                        Keys.bytes(LEASE_MILLIS),
                        Keys.bytes(link.channel(CHANNEL)),
                        Keys.bytes(question + " " + node))
                .thenCompose(answer -> {
                    Set<String> nodes = new HashSet<>();
                    answer.subList(1, answer.size()).forEach(name -> nodes.add(Keys.text(name)));
                    nodes.remove(node);
                    heeding.expect((Long) answer.get(0), nodes);
                    return heeding.done.orTimeout(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
                })
                .whenComplete((done, failure) -> {
                    questions.remove(question);
                    underWay.remove(reason);
                });
    }

    @Override
    public CompletionStage<Void> release(String reason) {
        List<String> sessions = shut.sessions(reason);
        if (sessions.isEmpty() && isInTouch()) {
            return CompletableFuture.completedFuture(null);
        }
        return link.runDurably(
                        Script.QUARANTINE_RELEASE,
                        List.of(REASONS, ENDS, VERSION),
                        Keys.bytes(reason),
                        Keys.bytes(link.channel(CHANNEL)),
                        Keys.bytes(Ids.next() + " " + node))
                .thenAccept(answer -> released(reason, (Long) answer.get(0)));
    }

    private synchronized void released(String reason, long version) {
        if (version > heeds) {
            released.put(reason, version);
        }
        shut.remove(shut.sessions(reason), reason);
    }

    private boolean isReleased(String reason, long version) {
        Long since = released.get(reason);
        return since != null && version < since;
    }

    private void heed(long version) {
        heeds = version;
        released.values().removeIf(since -> since <= version);
    }

    @Override
    public synchronized void listening() {
        hears = true;
        upToDate = false;
        read();
    }

    @Override
    public synchronized void heard(byte[] message) {
        Notice notice = Notice.parse(message);
        if (!upToDate) {
            if (meanwhile.size() < WAITING_NOTICES) {
                meanwhile.add(notice);
            }
        } else {
            take(notice);
        }
    }

    private void take(Notice notice) {
        if (notice.version() <= heeds) {
            return;
        }
        if (notice.version() != heeds + 1) {
            LOG.warn("a change of the quarantine was missed; all is read anew");
            upToDate = false;
            read();
            return;
        }
        if (notice.shut() && !isReleased(notice.reason(), notice.version())) {
            shut.add(notice.sessions(), notice.reason(), notice.until());
        } else if (!notice.shut()) {
            shut.remove(shut.sessions(notice.reason()), notice.reason());
        }
        heed(notice.version());
        if (notice.shut() && !notice.node().equals(node)) {
            link.publish(heededChannel(notice.node()), notice.question() + " " + node);
        }
    }

    /** Everything, once; what is heard meanwhile comes after it. */
    private void read() {
        if (reading || !hears) {
            return;
        }
        reading = true;
        meanwhile.clear();
        link.run(Script.QUARANTINE_READ, List.of(REASONS, ENDS, VERSION)).whenComplete((answer, failure) -> {
            synchronized (this) {
                reading = false;
                if (failure == null) {
                    replace(answer);
                }
            }
            beat();
        });
    }

    private void replace(List<Object> answer) {
        Map<String, Set<String>> standing = new HashMap<>();
        underWay.forEach((reason, sessions) -> standing.put(reason, new HashSet<>(sessions)));
        for (int i = 1; i + 2 < answer.size(); i += 3) {
            String reason = Keys.text(answer.get(i));
            if (isReleased(reason, (Long) answer.get(0))) {
                continue;
            }
            Instant until = Instant.ofEpochMilli((long) Double.parseDouble(Keys.text(answer.get(i + 1))));
            List<String> sessions = List.of(Keys.text(answer.get(i + 2)).split(","));
            shut.add(sessions, reason, until);
            standing.computeIfAbsent(reason, key -> new HashSet<>()).addAll(sessions);
        }
        shut.retain((session, reason, until) ->
                standing.getOrDefault(reason, Set.of()).contains(session));
        heed((Long) answer.get(0));
        expected = heeds;
        upToDate = true;
        List<Notice> late = List.copyOf(meanwhile);
        meanwhile.clear();
        for (Notice notice : late) {
            if (upToDate) {
                take(notice);
            }
        }
    }

    /** Keeps in touch; to be called every {@value #LOOK_MILLIS} ms. */
    void keepInTouch() {
        long now = clock.millis();
        shut.retain((session, reason, until) -> now < until.toEpochMilli());
        synchronized (this) {
            if (!upToDate) {
                read();
                return;
            }
        }
        if (System.nanoTime() - nextBeat >= 0) {
            beat();
        }
    }

    /** Says that this node is there, and what it heeds. */
    private void beat() {
        long heeding;
        synchronized (this) {
            if (!upToDate) {
                return;
            }
            heeding = heeds;
        }
        long sent = System.nanoTime();
        nextBeat = sent + TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
        link.run(
                        Script.NODE_BEAT,
                        List.of(NODES, HEEDED, VERSION),
                        Keys.bytes(node),
                        Keys.bytes(heeding),
                        Keys.bytes(LEASE_MILLIS))
                .thenAccept(answer -> {
                    lastBeat = sent;
                    Map<String, Long> nodes = new HashMap<>();
                    for (int i = 1; i + 1 < answer.size(); i += 2) {
                        nodes.put(Keys.text(answer.get(i)), Long.parseLong(Keys.text(answer.get(i + 1))));
                    }
                    questions.values().forEach(question -> question.nodes(nodes));
                    compare((Long) answer.get(0));
                });
    }

    /** A change that was there at the last beat and has not been heard of by this one never will be. Fewer changes than we know of: a failover has lost some. */
    private synchronized void compare(long version) {
        if (upToDate && (heeds < expected || version < expected)) {
            upToDate = false;
            read();
        }
        expected = version;
    }

    /** Nobody need wait for this node any more. */
    CompletionStage<Void> leave() {
        return link.run(Script.NODE_LEAVE, List.of(NODES, HEEDED), Keys.bytes(node))
                .thenAccept(done -> {});
    }
}
