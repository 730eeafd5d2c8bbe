package io.gatehouse.gateway.store.familiarity;

import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Learnt;
import io.gatehouse.gateway.store.history.Visit;
import java.util.List;

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
    private static final double NOTHING_IN_COMMON = 4;
    /** The part of strangers that may come from anywhere. */
    private static final double ANYWHERE = 0.5;

    private static final Level[] ADDRESS = {Level.ADDRESS, Level.ASN, Level.COUNTRY};
    private static final Level[] CLIENT = {Level.AGENT, Level.BROWSER, Level.SYSTEM, Level.KIND};

    private final List<Learnt> own;
    private final Commonness everybody;
    private final Visit visit;
    private final Learnt now;

    public Familiarity(History history, Visit visit, Commonness everybody) {
        this.own = history.recent();
        this.everybody = everybody;
        this.visit = visit;
        this.now = new Learnt(
                0,
                visit.device(),
                visit.prefix(),
                Learnt.mark(visit.address()),
                visit.asn(),
                History.shortened(visit.country()),
                "",
                Learnt.mark(visit.agent()),
                History.shortened(visit.browser()),
                History.shortened(visit.system()),
                visit.kind(),
                "");
    }

    /** The published score, its logarithm, over the account's last sign-ins; NaN before the first. */
    public double freeman() {
        if (isUnknown()) {
            return Double.NaN;
        }
        double rarity = everybody.signIns() / ((double) Math.max(1, everybody.users()) * own.size());
        return Math.log(factor(ADDRESS) * factor(CLIENT) * rarity);
    }

    /** The better smoothed one; NaN before the first sign-in. */
    public double score() {
        return isUnknown() ? Double.NaN : surprise(ADDRESS) + surprise(CLIENT);
    }

    private boolean isUnknown() {
        return own.isEmpty() || everybody.signIns() == 0;
    }

    /** Only the finest level, an address without a place, is no evidence: most are never seen twice. */
    private boolean isTold(Level[] feature) {
        boolean coarser = false;
        for (int i = 1; i < feature.length; i++) {
            coarser |= feature[i].isKnown(visit);
        }
        return coarser && feature[0].isKnown(visit);
    }

    private double factor(Level[] feature) {
        if (!isTold(feature)) {
            return 1;
        }
        double owners = 0;
        for (Level level : feature) {
            owners += level.isKnown(visit) ? level.weight * Long.bitCount(agreeing(level, all())) / own.size() : 0;
        }
        return owners == 0 ? NOTHING_IN_COMMON : among(feature) / owners;
    }

    private double among(Level[] feature) {
        int kinds = 1;
        for (Level level : feature) {
            kinds += level.distinct(everybody);
        }
        double room = (double) everybody.signIns() + kinds;
        double all = feature[0].all(everybody);
        // Of the finest level most values are new: those that were seen cede a part of their probability to them.
        double finest = all == 0 ? 1 / room : all / (all + feature.length) * all / room;
        double sum = feature[0].weight * finest;
        for (int i = 1; i < feature.length; i++) {
            Level level = feature[i];
            sum += level.isKnown(visit) ? level.weight * level.all(everybody) / everybody.signIns() : 0;
        }
        return sum;
    }

    private double surprise(Level[] feature) {
        if (!isTold(feature)) {
            return 0;
        }
        double sum = 0;
        double coarser = everybody.signIns();
        long agreeing = all();
        boolean first = true;
        for (int i = feature.length - 1; i >= 0 && agreeing != 0; i--) {
            Level level = feature[i];
            if (level.isKnown(visit)) {
                long all = level.all(everybody);
                int distinct = level.distinct(everybody);
                double among = Math.min(1, (all + 1) / ((level.within ? coarser : everybody.signIns()) + distinct + 1));
                double strangers = first ? (1 - ANYWHERE) * among + ANYWHERE / (distinct + 1) : among;
                long before = agreeing;
                double shown = shown(level, before);
                agreeing = agreeing(level, before);
                double owners = (Long.bitCount(agreeing) + shown * among) / (Long.bitCount(before) + shown);
                sum += Math.log(strangers / owners);
                coarser = all;
                first = false;
            }
        }
        return sum;
    }

    /** All of the owner's last sign-ins, a bit each: a history keeps far fewer than 64. */
    private long all() {
        return -1L >>> (Long.SIZE - own.size());
    }

    /** Those of them that agree with this one. */
    private long agreeing(Level level, long among) {
        long agreeing = 0;
        for (long left = among; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            agreeing |= level.areAlike(own.get(i), now) ? 1L << i : 0;
        }
        return agreeing;
    }

    /** How many different values they show. */
    private int shown(Level level, long among) {
        int shown = 0;
        for (long left = among; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            shown += isFirst(level, i, among) ? 1 : 0;
        }
        return shown;
    }

    private boolean isFirst(Level level, int one, long among) {
        for (long before = among & ((1L << one) - 1); before != 0; before &= before - 1) {
            if (level.areAlike(own.get(Long.numberOfTrailingZeros(before)), own.get(one))) {
                return false;
            }
        }
        return true;
    }
}
