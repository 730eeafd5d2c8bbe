package io.gatehouse.risk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One sign-in as rules see it: they read its facts and write down what they found.
 *
 * <pre>{@code
 * rule "Travels faster than an airliner"
 * when  $r : Risk( travel.speedKmh > 900, travel.distanceKm > 100 )
 * then  $r.add(45, "too far, too soon");  end
 * }</pre>
 */
public final class Risk {
    static final int MAX_POINTS = 100;
    static final int MAX_REASONS = 256;
    static final int MAX_TEXT = 200;

    private final Facts facts;
    private final Set<String> silent;
    private final List<Reason> reasons = new ArrayList<>(8);
    private String rule = "";
    private int points;
    private boolean blocked;
    private boolean allowed;
    private boolean challenged;
    private boolean passkeyOnly;
    private boolean notifyOwner;

    Risk(Facts facts) {
        this(facts, Set.of());
    }

    /** @param silent rules that may not write */
    Risk(Facts facts, Set<String> silent) {
        this.facts = facts;
        this.silent = silent;
    }

    public Facts.Account account() {
        return facts.account();
    }

    public Facts.Place place() {
        return facts.place();
    }

    public Facts.Network network() {
        return facts.network();
    }

    public Facts.Travel travel() {
        return facts.travel();
    }

    public Facts.Device device() {
        return facts.device();
    }

    public Facts.Client client() {
        return facts.client();
    }

    public Facts.Habit habit() {
        return facts.habit();
    }

    public Facts.Familiarity familiarity() {
        return facts.familiarity();
    }

    public Facts.Velocity velocity() {
        return facts.velocity();
    }

    public Facts.Manner manner() {
        return facts.manner();
    }

    public Facts.Binding binding() {
        return facts.binding();
    }

    /**
     * Raises the score, or lowers it for what speaks for the owner.
     *
     * @param points -100 to 100
     * @param reason what a person reads in the log, the console and an explanation
     * @throws IllegalArgumentException if the points are out of range, or the reason is blank
     */
    public void add(int points, String reason) {
        if (points < -MAX_POINTS || points > MAX_POINTS) {
            throw new IllegalArgumentException(
                    points + " points: add(points, reason) takes -" + MAX_POINTS + " to " + MAX_POINTS);
        }
        note(points, reason);
        this.points += points;
    }

    /** Asks the owner, whatever the score. */
    public void challenge(String reason) {
        note(0, reason);
        challenged = true;
    }

    /** Asks the owner for this proof and no other, whatever the score. */
    public void challenge(String reason, Proof proof) {
        challenge(reason);
        passkeyOnly |= proof == Proof.PASSKEY;
    }

    /** Stops the sign-in, whatever else speaks for it. */
    public void block(String reason) {
        note(0, reason);
        blocked = true;
    }

    /** Lets the sign-in pass, whatever the score, unless a rule blocks it. */
    public void allow(String reason) {
        note(0, reason);
        allowed = true;
    }

    /** Tells the owner of the sign-in, and leaves the verdict as it is. */
    public void notify(String reason) {
        note(0, reason);
        notifyOwner = true;
    }

    /** Says which rule writes from now on, and whether it may. */
    boolean enter(String rule) {
        this.rule = rule;
        return !silent.contains(rule);
    }

    /** The rule that wrote last; empty before the first. */
    String rule() {
        return rule;
    }

    /**
     * Sums up: block over allow over challenge over points.
     *
     * @param order each rule's place in the book, which is the order of the reasons, whatever the order in which rules fired
     */
    Judgement judgement(Thresholds thresholds, Map<String, Integer> order, String rulesVersion) {
        int score = Math.max(0, points);
        Verdict verdict = verdict(score, thresholds);
        if (reasons.size() > 1) {
            reasons.sort(Comparator.comparingInt(reason -> order.getOrDefault(reason.rule(), Integer.MAX_VALUE)));
        }
        return new Judgement(
                verdict,
                score,
                reasons,
                verdict == Verdict.CHALLENGE && (passkeyOnly || score >= thresholds.passkeyOnlyAt()),
                notifyOwner,
                rulesVersion);
    }

    private Verdict verdict(int score, Thresholds thresholds) {
        if (blocked) {
            return Verdict.BLOCK;
        }
        if (allowed) {
            return Verdict.PASS;
        }
        if (challenged) {
            return Verdict.CHALLENGE;
        }
        if (score >= thresholds.blockAt()) {
            return Verdict.BLOCK;
        }
        return score >= thresholds.challengeAt() ? Verdict.CHALLENGE : Verdict.PASS;
    }

    private void note(int points, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a reason says in a few words what was found; this one is blank");
        }
        if (reasons.size() == MAX_REASONS) {
            throw new IllegalStateException("more than " + MAX_REASONS + " reasons for one sign-in");
        }
        reasons.add(new Reason(rule, points, printable(reason)));
    }

    /** A reason may quote facts, and facts come from outside: no line breaks or escape sequences into logs and terminals. */
    private static String printable(String reason) {
        String cut = reason.length() <= MAX_TEXT ? reason : reason.substring(0, MAX_TEXT - 1) + "…";
        for (int i = 0; i < cut.length(); i++) {
            if (Character.isISOControl(cut.charAt(i))) {
                return cut.replaceAll("\\p{Cntrl}", " ");
            }
        }
        return cut;
    }
}
