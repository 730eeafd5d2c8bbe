package io.gatehouse.gateway.store.familiarity;

import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Visit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

        String of(Visit visit) {
            return switch (this) {
                case ASN -> visit.asn() == 0 ? "" : Long.toString(visit.asn());
                case COUNTRY -> visit.country();
                case BROWSER -> visit.browser();
                case SYSTEM -> visit.system();
                case KIND -> visit.kind();
            };
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
        return Arrays.stream(Feature.values())
                .map(feature -> new Counted(feature.prefix, feature.of(visit), feature.most))
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

    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final Map<Feature, Integer> distinct = new ConcurrentHashMap<>();
    private final Sketch addresses = new Sketch(ADDRESS_BLOCKS);
    private final Sketch agents = new Sketch(AGENT_BLOCKS);

    /** How common the features of a visit are before it is learnt. */
    public Commonness of(Visit visit) {
        return new Commonness(
                number(SIGN_INS),
                number(USERS),
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
        plus(SIGN_INS, 1, ledger);
        if (firstOfUser) {
            plus(USERS, 1, ledger);
        }
        for (Feature feature : Feature.values()) {
            String value = feature.of(visit);
            String name = feature.prefix + value;
            if (!value.isEmpty() && (numbers.containsKey(name) || isRoomFor(feature))) {
                plus(name, 1, ledger);
            }
        }
        plus(ADDRESSES, addresses, visit.address(), ledger);
        if (visit.agent() != 0) {
            plus(AGENTS, agents, visit.agent(), ledger);
        }
    }

    /** An account was erased: its sign-ins remain in the sums, which tell nothing of it. */
    public void left(Ledger ledger) {
        if (number(USERS) > 0) {
            plus(USERS, -1, ledger);
        }
    }

    /** Takes back a number that was written to a ledger; before anything is added. */
    public void restore(String name, long value) {
        if (numbers.put(name, value) == null) {
            for (Feature feature : Feature.values()) {
                if (name.startsWith(feature.prefix)) {
                    distinct.merge(feature, 1, Integer::sum);
                }
            }
        }
    }

    /** Takes back a block that was written to a ledger; before anything is added. */
    public void restore(String name, int[] cells) {
        int colon = name.indexOf(':');
        Sketch sketch = name.startsWith(ADDRESSES) ? addresses : agents;
        sketch.restore(Integer.parseInt(name.substring(colon + 1)), cells);
    }

    private boolean isRoomFor(Feature feature) {
        if (distinct(feature) >= feature.most) {
            return false;
        }
        distinct.merge(feature, 1, Integer::sum);
        return true;
    }

    private long count(Feature feature, Visit visit) {
        String value = feature.of(visit);
        return value.isEmpty() ? 0 : number(feature.prefix + value);
    }

    private int distinct(Feature feature) {
        Integer number = distinct.get(feature);
        return number == null ? 0 : number;
    }

    private long number(String name) {
        Long number = numbers.get(name);
        return number == null ? 0 : number;
    }

    private void plus(String name, long more, Ledger ledger) {
        long now = number(name) + more;
        numbers.put(name, now);
        ledger.number(name, now);
    }

    private static void plus(String kind, Sketch sketch, long hash, Ledger ledger) {
        sketch.add(hash);
        int block = sketch.block(hash);
        ledger.block(kind + block, sketch.stored(block));
    }
}
