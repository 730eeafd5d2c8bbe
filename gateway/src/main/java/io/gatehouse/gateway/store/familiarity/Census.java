package io.gatehouse.gateway.store.familiarity;

import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Visit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the features of everybody's learnt sign-ins. Bounded: autonomous systems, countries and what clients are exactly, up to so many of each; addresses and User-Agents, of which there
 * are millions, by a {@link Sketch}. What it knows of a person is nothing: it holds sums only.
 *
 * <p>All is in numbers under short names ({@code n}, {@code asn:2119}) and in blocks of numbers, each of which can be stored by itself: in a file, or as fields of a Redis hash. One
 * thread adds, any reads.
 */
public final class Census {
    static final int ADDRESS_BLOCKS = 4_096;
    static final int AGENT_BLOCKS = 1_024;

    private static final String SIGN_INS = "n";
    private static final String USERS = "u";
    private static final String ADDRESSES = "address:";
    private static final String AGENTS = "agent:";

    private static final Feature[] FEATURES = Feature.values();

    /** A feature that is counted exactly, and how many values of it at most: others count as never seen. */
    private enum Feature {
        ASN("asn:", 65_536),
        COUNTRY("country:", 512),
        BROWSER("browser:", 512),
        SYSTEM("system:", 512),
        KIND("kind:", 16);

        final String prefix;
        final int most;

        Feature(String prefix, int most) {
            this.prefix = prefix;
            this.most = most;
        }

        /** What a visit says of it: a number of an autonomous system, or a text; null where it says nothing. */
        @Nullable
        Object of(Visit visit) {
            return switch (this) {
                case ASN -> visit.asn() == 0 ? null : (Long) visit.asn();
                case COUNTRY -> told(visit.country());
                case BROWSER -> told(visit.browser());
                case SYSTEM -> told(visit.system());
                case KIND -> told(visit.kind());
            };
        }

        private static @Nullable String told(String text) {
            return text.isEmpty() ? null : text;
        }

        /** The value that was written with the prefix before it. */
        Object read(String name) {
            String text = name.substring(prefix.length());
            return this == ASN ? (Object) Long.valueOf(text) : text;
        }
    }

    /** Where changes are written to. */
    public interface Ledger {
        void number(String name, long value);

        /** A block of the sketch of addresses or of agents. */
        void block(String name, int[] cells);

        /** Of sums that are to be forgotten with the process. */
        Ledger NOWHERE = new Ledger() {
            @Override
            public void number(String name, long value) {}

            @Override
            public void block(String name, int[] cells) {}
        };
    }

    /**
     * A feature of a visit that is counted exactly, for those who keep the sums elsewhere.
     *
     * @param kind what the names of such features begin with
     * @param value what it is; empty where it is unknown
     * @param most how many values are counted
     */
    public record Counted(String kind, String value, int most) {}

    /** What is counted exactly of a visit, in the order in which {@link Commonness} has it. */
    public static List<Counted> counted(Visit visit) {
        return Arrays.stream(FEATURES)
                .map(feature -> new Counted(
                        feature.prefix,
                        Objects.requireNonNullElse(feature.of(visit), "").toString(),
                        feature.most))
                .toList();
    }

    /** The cells that count a visit's address in a sketch that lies elsewhere, all its blocks in a row. */
    public static int[] addressCells(Visit visit) {
        return Sketch.cells(visit.address(), ADDRESS_BLOCKS);
    }

    /** The same of its User-Agent; none where there was none. */
    public static int[] agentCells(Visit visit) {
        return visit.agent() == 0 ? new int[0] : Sketch.cells(visit.agent(), AGENT_BLOCKS);
    }

    private volatile long signIns;
    private volatile long users;
    private final Map<Feature, Map<Object, Long>> counts = new EnumMap<>(Feature.class);
    private final Sketch addresses = new Sketch(ADDRESS_BLOCKS);
    private final Sketch agents = new Sketch(AGENT_BLOCKS);

    /** Begins with nothing. */
    public Census() {
        for (Feature feature : FEATURES) {
            counts.put(feature, new ConcurrentHashMap<>());
        }
    }

    /** How common the features of a visit are before it is learnt. */
    public Commonness of(Visit visit) {
        return new Commonness(
                signIns,
                users,
                addresses.count(visit.address()),
                count(Feature.ASN, visit),
                count(Feature.COUNTRY, visit),
                visit.agent() == 0 ? 0 : agents.count(visit.agent()),
                count(Feature.BROWSER, visit),
                count(Feature.SYSTEM, visit),
                count(Feature.KIND, visit),
                distinct(Feature.ASN),
                distinct(Feature.COUNTRY),
                distinct(Feature.BROWSER),
                distinct(Feature.SYSTEM),
                distinct(Feature.KIND));
    }

    /** Counts a sign-in that took a history from one state to the next; not one that it did not learn, as beyond the day's bound. */
    public void learnt(Visit visit, History before, History after, Ledger ledger) {
        if (after.signIns() > before.signIns()) {
            add(visit, before.signIns() == 0, ledger);
        }
    }

    /**
     * Counts a learnt sign-in.
     *
     * @param firstOfUser it is its account's first
     */
    void add(Visit visit, boolean firstOfUser, Ledger ledger) {
        setSignIns(signIns + 1, ledger);
        if (firstOfUser) {
            setUsers(users + 1, ledger);
        }
        for (Feature feature : FEATURES) {
            Object value = feature.of(visit);
            Map<Object, Long> ofFeature = counts(feature);
            if (value != null && (ofFeature.containsKey(value) || ofFeature.size() < feature.most)) {
                long now = ofFeature.merge(value, 1L, Long::sum);
                if (ledger != Ledger.NOWHERE) {
                    ledger.number(feature.prefix + value, now);
                }
            }
        }
        plus(ADDRESSES, addresses, visit.address(), ledger);
        if (visit.agent() != 0) {
            plus(AGENTS, agents, visit.agent(), ledger);
        }
    }

    /** An account was erased: its sign-ins remain in the sums, which tell nothing of it. */
    public void left(Ledger ledger) {
        if (users > 0) {
            setUsers(users - 1, ledger);
        }
    }

    /** Takes back a number that was written to a ledger; before anything is added. */
    public void restore(String name, long value) {
        if (name.equals(SIGN_INS)) {
            signIns = value;
        } else if (name.equals(USERS)) {
            users = value;
        }
        for (Feature feature : FEATURES) {
            if (name.startsWith(feature.prefix)) {
                counts(feature).put(feature.read(name), value);
            }
        }
    }

    /** Takes back a block that was written to a ledger; before anything is added. */
    public void restore(String name, int[] cells) {
        int colon = name.indexOf(':');
        Sketch sketch = name.startsWith(ADDRESSES) ? addresses : agents;
        sketch.restore(Integer.parseInt(name.substring(colon + 1)), cells);
    }

    private long count(Feature feature, Visit visit) {
        Object value = feature.of(visit);
        Long count = value == null ? null : counts(feature).get(value);
        return count == null ? 0 : count;
    }

    private int distinct(Feature feature) {
        return counts(feature).size();
    }

    private Map<Object, Long> counts(Feature feature) {
        return Objects.requireNonNull(counts.get(feature), "each feature has its counts");
    }

    private void setSignIns(long now, Ledger ledger) {
        signIns = now;
        ledger.number(SIGN_INS, now);
    }

    private void setUsers(long now, Ledger ledger) {
        users = now;
        ledger.number(USERS, now);
    }

    private static void plus(String kind, Sketch sketch, long hash, Ledger ledger) {
        sketch.add(hash);
        if (ledger != Ledger.NOWHERE) {
            int block = sketch.block(hash);
            ledger.block(kind + block, sketch.stored(block));
        }
    }
}
