package io.gatehouse.gateway.scenario;

import io.gatehouse.gateway.flow.enrich.FactBuilder;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.scenario.Story;
import io.gatehouse.risk.scenario.Storyteller;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells stories in a small language. What it does not understand is an error that says what it would.
 *
 * <p>The past, a sentence each:
 *
 * <pre>
 * alice signs in daily from Oslo, Firefox on Mac          weekly · for 60 days (30 unless said) · at 22:00 (UTC; 09:00 unless said)
 * alice signed in 2 hours ago from London                 seconds, minutes, hours, days, weeks
 * alice fails 12 times                                    within the last 5 minutes unless "3 hours ago"; from the sign-in's own address unless "from Lagos"
 * 30 accounts fail from the same network                  "from the same address" is meant unless said; "from the same device"
 * 30 accounts sign in from the same address
 * alice denied a sign-in from the same address            or device, or network; elsewhere unless said
 * alice was asked for approval 3 times
 * alice has a phone
 * </pre>
 *
 * <p>The sign-in: {@code alice signs in from São Paulo, 2 hours later}, which is after the last one told; at 09:00 on a Tuesday unless {@code later} or {@code at 03:00} says
 * otherwise. Or by fields: {@code user, from, after, at, connection, agent, device, language}, worth the same clauses.
 *
 * <p>Whatever is not said stays as it was in the sentence before about the same account; at first it is Chrome on Windows, in English, in Oslo. Another browser or system is another
 * device; so is {@code on a new device}. Connections: {@code through a VPN, through Tor, from a data centre, from a private network, from a new network} (another operator). Devices:
 * {@code on a new device, without a device cookie, with a forged device cookie}. Agents: Firefox, Chrome, Safari, Edge, Opera {@code on} Mac, Windows, Linux, ChromeOS, Android, iPhone, iPad;
 * {@code with curl} (Python, Go, Java), {@code with a headless Chrome}, {@code without a User-Agent}. {@code speaking nb} is the language. Cities are those of cities.csv.
 */
public final class WordStoryteller implements Storyteller {
    private static final Map<String, String> CLAUSE_OF_FIELD = Map.of(
            "from", "from %s",
            "after", "%s later",
            "at", "at %s",
            "connection", "%s",
            "agent", "%s",
            "device", "%s",
            "language", "speaking %s");

    private final FactBuilder builder;

    /**
     * Tells facts as a gateway with this warm-up would find them.
     *
     * @param warmUp {@code rules.warm-up}
     */
    public WordStoryteller(Duration warmUp) {
        this.builder = new FactBuilder(warmUp);
    }

    @Override
    public Facts facts(Story story) {
        if (story.when().isEmpty() && story.fields().isEmpty()) {
            throw new IllegalArgumentException(
                    "the story has no sign-in: say one under \"when\", like \"alice signs in\"");
        }
        Stage stage = new Stage();
        for (String sentence : story.given()) {
            stage.past(Sentence.ofThePast(sentence));
        }
        String present = story.when().isEmpty() ? sentence(story.fields(), stage) : story.when();
        return builder.facts(stage.present(Sentence.ofThePresent(present)));
    }

    private static String sentence(Map<String, String> fields, Stage stage) {
        String user = fields.getOrDefault("user", stage.firstUser());
        return user + " signs in "
                + fields.entrySet().stream()
                        .filter(field -> !field.getKey().equals("user"))
                        .map(field -> clause(field.getKey(), field.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String clause(String field, String value) {
        String clause = CLAUSE_OF_FIELD.get(field);
        if (clause == null) {
            throw new IllegalArgumentException("a sign-in has no field \"" + field + "\"; there is: user, "
                    + CLAUSE_OF_FIELD.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return String.format(clause, value);
    }
}
