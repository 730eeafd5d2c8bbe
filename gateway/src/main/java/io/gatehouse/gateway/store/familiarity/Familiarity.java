package io.gatehouse.gateway.store.familiarity;

import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Learnt;
import io.gatehouse.gateway.store.history.Visit;
import java.util.List;
import java.util.function.Function;

/**
 * How much likelier a sign-in's address and client are if a stranger makes it than if its account's owner does: the natural logarithm of that ratio. 0 says nothing, each 0.7 doubles the odds;
 * above 0 it speaks for a stranger.
 *
 * <p>{@link #freeman} is the yardstick: Freeman et al., "Who Are You?" (NDSS 2016), equation 7, in the closed form of the implementation that was published with the RBA data set. A feature (address,
 * client) has levels from fine to coarse; its probabilities are weighted sums over the levels, and the score is the product of "among everybody" over "among the account's own", times how much rarer than
 * the average this account signs in. What has nothing in common with the account counts as a factor of 4, however odd it is.
 *
 * <p>{@link #score} is what rules should use. It walks each feature from the coarsest level to the finest and asks at each: of the owner's sign-ins that agree so far, how many agree here too? Three things are
 * smoothed better. <em>Back-off:</em> a value that the owner never showed is expected as often as everybody shows it, in as large a part of the cases as the owner has shown new values before
 * (Witten and Bell 1991): somebody with one address in a year surprises with a second, a traveller with a tenth does not. <em>Little is believed of few:</em> the same formula leaves an account
 * with three sign-ins near everybody's shares. <em>Rarity:</em> strangers come half like everybody and half from anywhere, so that a country of which this site hardly hears tells more than its largest
 * one. How often the account signs in is left out: it says nothing of who it is, and made scores of different sites incomparable.
 *
 * <p>What is unknown now is left out on both sides: unknown is no evidence.
 */
public final class Familiarity {
    private static final double[] ADDRESS_WEIGHTS = {0.6, 0.3, 0.1};
    private static final double[] CLIENT_WEIGHTS = {0.5387, 0.2680, 0.1882, 0.0051};
    private static final double NOTHING_IN_COMMON = 4;
    /** The part of strangers that may come from anywhere. */
    private static final double ANYWHERE = 0.5;

    /**
     * One level of a feature.
     *
     * @param value in this sign-in
     * @param of the same of an earlier one
     * @param known whether this sign-in says anything of it
     * @param all sign-ins of everybody with this value
     * @param distinct values that everybody has shown
     * @param within whether each value belongs to one of the next coarser level: an address to a provider, but not a browser to a system
     */
    private record Level(
            double weight,
            Object value,
            Function<Learnt, Object> of,
            boolean known,
            long all,
            int distinct,
            boolean within) {
        boolean matches(Learnt one) {
            return of.apply(one).equals(value);
        }
    }

    private final List<Learnt> own;
    private final Commonness everybody;
    private final List<Level> address;
    private final List<Level> client;

    public Familiarity(History history, Visit visit, Commonness everybody) {
        String country = History.shortened(visit.country());
        String browser = History.shortened(visit.browser());
        String system = History.shortened(visit.system());
        double[] a = ADDRESS_WEIGHTS;
        double[] c = CLIENT_WEIGHTS;
        this.own = history.recent();
        this.everybody = everybody;
        this.address = List.of(
                new Level(a[0], Learnt.mark(visit.address()), Learnt::address, true, everybody.address(), 0, true),
                new Level(a[1], visit.asn(), Learnt::asn, visit.asn() != 0, everybody.asn(), everybody.asns(), true),
                new Level(
                        a[2],
                        country,
                        Learnt::country,
                        !country.isEmpty(),
                        everybody.country(),
                        everybody.countries(),
                        true));
        this.client = List.of(
                new Level(
                        c[0],
                        Learnt.mark(visit.agent()),
                        Learnt::agent,
                        visit.agent() != 0,
                        everybody.agent(),
                        0,
                        true),
                new Level(
                        c[1],
                        browser,
                        Learnt::browser,
                        !browser.isEmpty(),
                        everybody.browser(),
                        everybody.browsers(),
                        false),
                new Level(
                        c[2],
                        system,
                        Learnt::system,
                        !system.isEmpty(),
                        everybody.system(),
                        everybody.systems(),
                        false),
                new Level(
                        c[3],
                        visit.kind(),
                        Learnt::kind,
                        !visit.kind().isEmpty(),
                        everybody.kind(),
                        everybody.kinds(),
                        false));
    }

    /** The published score, its logarithm, over the account's last sign-ins; NaN before the first. */
    public double freeman() {
        if (isUnknown()) {
            return Double.NaN;
        }
        double rarity = everybody.signIns() / ((double) Math.max(1, everybody.users()) * own.size());
        return Math.log(factor(address) * factor(client) * rarity);
    }

    /** The better smoothed one; NaN before the first sign-in. */
    public double score() {
        return isUnknown() ? Double.NaN : surprise(address) + surprise(client);
    }

    private boolean isUnknown() {
        return own.isEmpty() || everybody.signIns() == 0;
    }

    /** Only the finest level, an address without a place, is no evidence: most are never seen twice. */
    private static boolean isTold(List<Level> feature) {
        return feature.get(0).known && feature.stream().skip(1).anyMatch(Level::known);
    }

    private double factor(List<Level> feature) {
        if (!isTold(feature)) {
            return 1;
        }
        double owners = 0;
        for (Level level : feature) {
            owners += level.known
                    ? level.weight * own.stream().filter(level::matches).count() / own.size()
                    : 0;
        }
        return owners == 0 ? NOTHING_IN_COMMON : among(feature) / owners;
    }

    private double among(List<Level> feature) {
        int kinds = 1 + feature.stream().mapToInt(Level::distinct).sum();
        double room = (double) everybody.signIns() + kinds;
        double all = feature.get(0).all;
        // Of the finest level most values are new: those that were seen cede a part of their probability to them.
        double finest = all == 0 ? 1 / room : all / (all + feature.size()) * all / room;
        double sum = feature.get(0).weight * finest;
        for (Level level : feature.subList(1, feature.size())) {
            sum += level.known ? level.weight * level.all / everybody.signIns() : 0;
        }
        return sum;
    }

    private double surprise(List<Level> feature) {
        if (!isTold(feature)) {
            return 0;
        }
        double sum = 0;
        double coarser = everybody.signIns();
        List<Learnt> agreeing = own;
        boolean first = true;
        for (int i = feature.size() - 1; i >= 0 && !agreeing.isEmpty(); i--) {
            Level level = feature.get(i);
            if (level.known) {
                double among = Math.min(
                        1, (level.all + 1) / ((level.within ? coarser : everybody.signIns()) + level.distinct + 1));
                double strangers = first ? (1 - ANYWHERE) * among + ANYWHERE / (level.distinct + 1) : among;
                List<Learnt> before = agreeing;
                double shown = before.stream().map(level.of).distinct().count();
                agreeing = before.stream().filter(level::matches).toList();
                double owners = (agreeing.size() + shown * among) / (before.size() + shown);
                sum += Math.log(strangers / owners);
                coarser = level.all;
                first = false;
            }
        }
        return sum;
    }
}
