package io.gatehouse.risk.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.risk.FactSheet;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScenarioRunnerTest {
    private static RuleBook book;

    @BeforeAll
    static void load() {
        book = RuleBook.shipped();
    }

    @AfterAll
    static void close() {
        book.close();
    }

    @Test
    void tellsEachDifference() throws Exception {
        String yaml = """
                - name: Tor
                  facts: { network.tor: true, client.automated: true }
                  then: { verdict: block, score: 80.., passkey-only: true, notify-owner: true, fires: [New device, No such rule], silent: [Tor exit, Nor this] }
                """;

        assertThat(run(yaml, null).differences())
                .containsExactly(
                        new Difference("verdict", "block", "challenge"),
                        new Difference("score", "80..", "40 = 10 Automated client + 30 Tor exit"),
                        new Difference("passkey-only", "true", "false"),
                        new Difference("notify-owner", "true", "false"),
                        new Difference("fires", "New device", "Automated client, Tor exit"),
                        new Difference("fires", "No such rule", "the rules have no rule of this name"),
                        new Difference("silent", "Tor exit", "it fired"),
                        new Difference("silent", "Nor this", "the rules have no rule of this name"));
    }

    @Test
    void laysSingleFactsOverTheStory() throws Exception {
        Storyteller storyteller = story -> {
            assertThat(story.given()).containsExactly("alice signs in daily from Oslo");
            return FactSheet.with(Facts.UNKNOWN, Map.of("network.tor", true, "network.reported", true));
        };
        String yaml = """
                - name: A story
                  given: alice signs in daily from Oslo
                  when: alice signs in from Rio
                  facts: { network.reported: false }
                  then: { score: 30 }
                """;

        assertThat(run(yaml, storyteller).passed()).isTrue();
    }

    @Test
    void failsAStoryThatNobodyCanTell() throws Exception {
        String yaml = "- { name: a, given: once upon a time, then: { verdict: pass } }";

        assertThat(run(yaml, null).differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.seen()).contains("need the gateway"));
        assertThat(run(yaml, story -> {
                            throw new IllegalArgumentException("\"once upon a time\" is not understood");
                        })
                        .differences())
                .extracting(Difference::seen)
                .containsExactly("\"once upon a time\" is not understood");
    }

    private static ScenarioResult run(String yaml, @Nullable Storyteller storyteller) throws Exception {
        List<Scenario> scenarios = ScenarioReader.read("x.scenarios.yaml", yaml);
        return new ScenarioRunner(book, Thresholds.DEFAULT, storyteller).run(scenarios.get(0));
    }
}
