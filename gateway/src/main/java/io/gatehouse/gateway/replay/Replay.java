package io.gatehouse.gateway.replay;

import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.flow.enrich.Located;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replays a file: each line is read, judged by one rule set or two, settled, counted and written down. Lines are in the order of time; decision logs may be a few seconds out of it, since a gateway judges
 * several sign-ins at once.
 */
public final class Replay {
    private static final Duration DISORDER = Duration.ofSeconds(5);
    private static final int WAITING_DECISIONS = 100_000;
    private static final int LINES_BETWEEN_NEWS = 4_096;

    /** A logged decision whose outcome is still to come. */
    private record Waiting(SignIn signIn, Rerun.Judged judged, Rerun.@Nullable Judged against) {}

    private final Rerun rules;
    private final @Nullable Rerun against;
    private final Observer observer;
    private final LineParser parser = new LineParser();
    private final Result result = new Result();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private @Nullable JudgedLines out;
    private Instant latest = Instant.MIN;

    /** @param against what the rules are compared with; null compares with nothing */
    public Replay(Rerun rules, @Nullable Rerun against, Function<InetAddress, Located> atlas) {
        this.rules = rules;
        this.against = against;
        this.observer = new Observer(atlas);
    }

    /**
     * Reads all lines.
     *
     * @param to where judged lines go; null: nowhere. The caller closes it
     * @param news is told now and then how many lines were read, and which share of the file that is (0: unknown)
     * @throws BadLine if a line cannot be replayed: nothing after it is
     */
    public Result run(Lines lines, @Nullable OutputStream to, BiConsumer<Long, Double> news)
            throws IOException, BadLine {
        out = to == null ? null : new JudgedLines(to);
        for (long read = 1; lines.next(); read++) {
            replay(lines, parser.parse(lines));
            if (read % LINES_BETWEEN_NEWS == 0) {
                news.accept(read, lines.share());
            }
        }
        result.withoutOutcome += waiting.size();
        return result;
    }

    private void replay(Lines line, Recorded recorded) throws IOException, BadLine {
        if (recorded instanceof Recorded.Attempt attempt) {
            comes(line, attempt.signIn().at(), Duration.ZERO);
            SignIn signIn = attempt.signIn();
            Sighting sighting = observer.see(signIn);
            Judgement other = against == null ? null : against.signIn(sighting).judgement();
            Judgement judgement = rules.signIn(sighting).judgement();
            count(line, signIn.at(), signIn.user(), signIn.label(), judgement, other, false);
        } else if (recorded instanceof Recorded.Logged logged) {
            comes(line, logged.signIn().at(), DISORDER);
            waits(line, logged);
        } else if (recorded instanceof Recorded.Masked masked) {
            comes(line, masked.at(), DISORDER);
            Facts facts = LoggedFacts.read(masked.facts());
            result.masked++;
            Judgement other = against == null ? null : against.judge(facts);
            count(line, masked.at(), masked.user(), masked.label(), rules.judge(facts), other, true);
        } else if (recorded instanceof Recorded.Ended ended) {
            ends(ended);
            if (out != null) {
                out.repeat(line);
            }
        }
    }

    /** A decision is settled once its outcome is read, as it was live. */
    private void waits(Lines line, Recorded.Logged logged) throws IOException, BadLine {
        Sighting sighting = observer.see(logged.signIn());
        Rerun.Judged judged = rules.judge(sighting);
        Rerun.Judged other = against == null ? null : against.judge(sighting);
        if (waiting.size() == WAITING_DECISIONS) {
            waiting.remove(waiting.keySet().iterator().next());
            result.withoutOutcome++;
        }
        waiting.put(logged.id(), new Waiting(logged.signIn(), judged, other));
        SignIn signIn = logged.signIn();
        count(
                line,
                signIn.at(),
                signIn.user(),
                signIn.label(),
                judged.judgement(),
                other == null ? null : other.judgement(),
                true);
    }

    private void ends(Recorded.Ended ended) {
        Waiting decision = waiting.remove(ended.id());
        if (decision == null) {
            return;
        }
        Outcome outcome = ended.outcome() == Outcome.SUCCESS ? decision.signIn.end() : ended.outcome();
        rules.settle(decision.judged, outcome);
        if (against != null && decision.against != null) {
            against.settle(decision.against, outcome);
        }
    }

    private void count(
            Lines line,
            Instant at,
            String user,
            @Nullable String label,
            Judgement judgement,
            @Nullable Judgement other,
            boolean decision)
            throws IOException, BadLine {
        boolean counted = result.counts.add(label, judgement);
        if (other != null) {
            counted &= result.against.add(label, other);
            result.differences.add(at, user, label, judgement, other);
        }
        if (!counted) {
            throw line.bad("has one label more than " + Counts.MOST_LABELS + "; a label names a kind of attack");
        }
        if (out != null) {
            out.write(line, decision, judgement, other);
        }
    }

    private void comes(Lines line, Instant at, Duration disorder) throws BadLine {
        if (at.plus(disorder).isBefore(latest)) {
            throw line.bad("is of " + at + ", and a line before it of " + latest + "; sort the lines by \"at\"");
        }
        if (at.isAfter(latest)) {
            latest = at;
        }
        result.at(at);
    }
}
