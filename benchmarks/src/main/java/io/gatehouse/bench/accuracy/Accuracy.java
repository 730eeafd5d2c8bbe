package io.gatehouse.bench.accuracy;

import io.gatehouse.bench.accuracy.Scores.Interval;
import io.gatehouse.bench.accuracy.Scores.Score;
import io.gatehouse.gateway.replay.Observer;
import io.gatehouse.gateway.replay.Rerun;
import io.gatehouse.gateway.replay.SignIn;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** {@code Accuracy FILE [PEOPLE]}: replays streams of seeds that no rule was set on, and writes the table. */
public final class Accuracy {
    private static final List<Long> SEEDS = List.of(101L, 102L, 103L);
    private static final int PEOPLE = 15_000;
    private static final int PEOPLE_A_VICTIM = 60;
    private static final Map<Attack, String> GOALS = Map.of(
            Attack.NAIVE, "99.5 at 5 %",
            Attack.VPN, "99 at 5 %",
            Attack.TARGETED, "98 at 6 %",
            Attack.VERY_TARGETED, "none",
            Attack.FIRST, "none");

    private final RuleBook rules = RuleBook.shipped();
    private final StringBuilder text = new StringBuilder();
    private final int people;

    private Accuracy(int people) {
        this.people = people;
    }

    public static void main(String[] arguments) throws IOException {
        Accuracy accuracy = new Accuracy(arguments.length > 1 ? Integer.parseInt(arguments[1]) : PEOPLE);
        String report = accuracy.report();
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(report);
        Path file = Path.of(arguments[0]);
        String about = Files.exists(file) ? Files.readString(file) : "";
        int mark = about.indexOf(MARK);
        Files.writeString(file, (mark < 0 ? about : about.substring(0, mark)) + MARK + "\n\n" + report);
    }

    private static final String MARK = "<!-- below: written by benchmarks/accuracy -->";

    private String report() {
        line(
                "%d accounts, %d days, seeds %s, rules %s. Percent; in brackets 95 %% intervals by accounts drawn"
                        + " anew.",
                people, Stream.DAYS, SEEDS, rules.version());
        headline(trial(Habits.published(1), 1));
        line("%n## With device cookies%n");
        line("| cookies lost | honest challenged | honest blocked | %s |", attackers());
        line("|---|--:|--:|--:|--:|--:|--:|--:|");
        for (double loss : new double[] {0.02, 0.05, 0.10, 0.20}) {
            rulesRow(String.format(Locale.ROOT, "%.0f %%", 100 * loss), trial(Habits.published(loss), 1));
        }
        line("%n## More and less change, without device cookies%n");
        line("| change | honest challenged | honest blocked | %s |", attackers());
        line("|---|--:|--:|--:|--:|--:|--:|--:|");
        for (double times : new double[] {0.5, 1.5}) {
            rulesRow(String.format(Locale.ROOT, "%+.0f %%", 100 * times - 100), trial(Habits.published(1), times));
        }
        floods();
        return text.toString();
    }

    private Trial trial(Habits habits, double change) {
        Trial trial = new Trial();
        for (long seed : SEEDS) {
            Stream stream = Stream.of(people, habits.changing(change), seed);
            trial.replay(Attack.into(stream, people / PEOPLE_A_VICTIM, seed), rules, seed);
        }
        return trial;
    }

    private void headline(Trial trial) {
        line("%n## Without device cookies%n");
        line(
                "The default rules challenge %s %% of %d honest sign-ins of accounts that are known, block %s %%; and"
                        + " challenge %s %% of %d of accounts that are not known yet.%n",
                trial.honest().share(Score::stopped),
                trial.honest().size(),
                trial.honest().share(Score::blocked),
                trial.young().share(Score::stopped),
                trial.young().size());
        line("| attacker | attacks | default rules | their points, 5 %% challenged | 6 %% | Freeman, 5 %% | 6 %% |"
                + " familiarity, 5 %% | 6 %% | goal |");
        line("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        for (Attack attack : Attack.values()) {
            Scores scores = trial.attacks().getOrDefault(attack.label(), new Scores());
            line(
                    "| %s | %d | %s | %s | %s | %s | %s | %s | %s | %s |",
                    word(attack),
                    scores.size(),
                    scores.share(Score::stopped),
                    at(trial, scores, Score::points, 0.05),
                    at(trial, scores, Score::points, 0.06),
                    at(trial, scores, Score::freeman, 0.05),
                    at(trial, scores, Score::freeman, 0.06),
                    at(trial, scores, Score::familiarity, 0.05),
                    at(trial, scores, Score::familiarity, 0.06),
                    goal(attack, trial, scores));
        }
    }

    private static String goal(Attack attack, Trial trial, Scores scores) {
        String goal = String.valueOf(GOALS.get(attack));
        if (goal.equals("none")) {
            return goal;
        }
        double share = attack == Attack.TARGETED ? 0.06 : 0.05;
        double wanted = Double.parseDouble(goal.substring(0, goal.indexOf(' '))) / 100;
        boolean reached = at(trial, scores, Score::points, share).value() >= wanted;
        return goal + (reached ? ": reached" : ": **missed**");
    }

    /** Detected at the threshold at which this share of the honest is challenged; where a method says nothing of a sign-in, it passes. */
    private static Interval at(Trial trial, Scores attacks, ToDoubleFunction<Score> method, double share) {
        ToDoubleFunction<Score> told = score -> {
            double value = method.applyAsDouble(score);
            return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
        };
        double threshold = trial.honest().threshold(told, share);
        return attacks.share(score -> told.applyAsDouble(score) >= threshold);
    }

    private void rulesRow(String name, Trial trial) {
        StringBuilder row = new StringBuilder("| " + name + " | "
                + trial.honest().share(Score::stopped) + " | " + trial.honest().share(Score::blocked));
        for (Attack attack : Attack.values()) {
            row.append(" | ")
                    .append(trial.attacks()
                            .getOrDefault(attack.label(), new Scores())
                            .share(Score::stopped));
        }
        line("%s |", row);
    }

    private void floods() {
        line("%n## Stuffing and spraying, with 5 %% of cookies lost%n");
        line("Share of attempts that are challenged or blocked, of all and after the first hundred; and of honest"
                + " sign-ins through carriers' NAT, from the attack's begin to a day after its end.%n");
        line("| attack | attempts | stopped | after 100 | goal | NAT sign-ins | challenged | blocked | goal |");
        line("|---|--:|--:|--:|---|--:|--:|--:|---|");
        for (Flood flood : Flood.values()) {
            Scores all = new Scores();
            Scores later = new Scores();
            Scores nat = new Scores();
            for (long seed : SEEDS) {
                flood(flood, seed, all, later, nat);
            }
            Interval blocked = nat.share(Score::blocked);
            line(
                    "| %s | %d | %s | %s | 99: %s | %d | %s | %s | < 0.1: %s |",
                    flood.label().substring("attack:".length()).replace('-', ' '),
                    all.size(),
                    all.share(Score::stopped),
                    later.share(Score::stopped),
                    later.share(Score::stopped).value() >= 0.99 ? "reached" : "**missed**",
                    nat.size(),
                    nat.share(Score::stopped),
                    blocked,
                    blocked.value() < 0.001 ? "reached" : "**missed**");
        }
    }

    private void flood(Flood flood, long seed, Scores all, Scores later, Scores nat) {
        Stream stream = Stream.of(people, Habits.published(0.05), seed);
        Observer observer = new Observer(World::locate);
        Rerun rerun = new Rerun(rules, Trial.RULES, Trial.RETENTION);
        int attempts = 0;
        for (SignIn one : flood.into(stream, people, seed)) {
            Verdict verdict = rerun.signIn(observer.see(one)).judgement().verdict();
            Score score = new Score(seed + one.user(), 0, 0, 0, verdict != Verdict.PASS, verdict == Verdict.BLOCK);
            if (one.isAttack()) {
                all.add(score);
                if (attempts++ >= 100) {
                    later.add(score);
                }
            } else if (World.isNat(one.address())
                    && one.at().isAfter(flood.begins())
                    && one.at().isBefore(flood.ends().plusSeconds(86_400))) {
                nat.add(score);
            }
        }
    }

    private static String attackers() {
        StringBuilder names = new StringBuilder();
        for (Attack attack : Attack.values()) {
            names.append(names.isEmpty() ? "" : " | ").append(word(attack));
        }
        return names.toString();
    }

    private static String word(Attack attack) {
        return switch (attack) {
            case NAIVE -> "naive";
            case VPN -> "VPN";
            case TARGETED -> "targeted";
            case VERY_TARGETED -> "very targeted";
            case FIRST -> "first sign-in";
        };
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format + "%n", values));
    }
}
