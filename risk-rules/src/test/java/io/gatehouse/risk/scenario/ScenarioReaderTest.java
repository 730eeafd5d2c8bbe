package io.gatehouse.risk.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.Verdict;
import io.gatehouse.risk.scenario.Expectation.ScoreRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {

    @Test
    void readsFactsAndExpectations() throws Exception {
        assertThat(read("""
                # why this matters
                - name: Fast
                  facts: { travel.speedKmh: 1200, device.unseen: true, place.country: NO, network.asn: 5, travel.hours: unknown }
                  then:
                    verdict: challenge
                    score: 40..79
                    passkey-only: false
                    fires: [ "a, b", c ]
                    silent: d
                """))
                .containsExactly(new Scenario(
                        "Fast",
                        "x.scenarios.yaml",
                        2,
                        new Story(List.of(), "", Map.of()),
                        Map.of(
                                "travel.speedKmh",
                                1200.0,
                                "device.unseen",
                                true,
                                "place.country",
                                "NO",
                                "network.asn",
                                5L,
                                "travel.hours",
                                Double.NaN),
                        new Expectation(
                                Verdict.CHALLENGE,
                                new ScoreRange(40, 79),
                                false,
                                null,
                                List.of("a, b", "c"),
                                List.of("d"))));
    }

    @Test
    void readsAStoryByFieldsOrInASentence() throws Exception {
        List<Scenario> scenarios = read("""
                - name: By fields
                  given: [ "alice signs in daily from Oslo, Firefox on Mac", "bob too" ]
                  when: { from: São Paulo, client: curl, at: 03:00 }
                  then: { verdict: pass }
                - name: In a sentence
                  given: alice signs in daily from Oslo
                  when: alice signs in from Rio
                  then: { verdict: pass }
                """);

        assertThat(scenarios.get(0).story())
                .isEqualTo(new Story(
                        List.of("alice signs in daily from Oslo, Firefox on Mac", "bob too"),
                        "",
                        Map.of("from", "São Paulo", "client", "curl", "at", "03:00")));
        assertThat(scenarios.get(1).story())
                .isEqualTo(new Story(List.of("alice signs in daily from Oslo"), "alice signs in from Rio", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "40..79, 40..79", "40.., 40..", "..39, 0..39"})
    void readsScoresAndRanges(String written, String meant) throws Exception {
        assertThat(read("- { name: a, then: { score: " + written + " } }")
                        .get(0)
                        .then()
                        .score())
                .hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- { name: a, thn: {} }                              | :1:14: does not know \"thn\"; there is: name, given",
                "- { name: a, facts: { travel.sped: 1 }, then: {} }  | does not know \"travel.sped\"; there is: travel.distanceKm, travel.hours, travel.speedKmh",
                "- { name: a, facts: { device.unseen: 1 } }          | \"device.unseen\" is true or false",
                "- { name: a, facts: { travel.hours: yes } }         | \"travel.hours\" is a number, or the word unknown",
                "- { name: a, facts: { network.asn: 1.5 } }          | \"network.asn\" is a number",
                "- { name: a, facts: { travel.hours: { x: 1 } } }    | \"travel.hours\" is a number",
                "- { name: a, then: { verdict: maybe } }             | \"verdict\" is pass, challenge or block, not \"maybe\"",
                "- { name: a, then: { score: 79..40 } }              | \"score\" falls: 79 is more than 40",
                "- { name: a, then: { score: 4-5 } }                 | \"score\" is a number or a range",
                "- { name: a, then: { score: .. } }                  | \"score\" is a number or a range",
                "- { name: a, then: {} }                             | \"then\" expects nothing: the scenario cannot fail",
                "- { name: a, then: { fire: x } }                    | does not know \"fire\"",
                "- { name: a }                                       | this scenario lacks \"then\"",
                "- { then: { score: 1 } }                            | this scenario lacks \"name\"",
                "- { name: [a], then: { score: 1 } }                 | a text belongs here",
                "- { name: a, name: b, then: { score: 1 } }          | Duplicate field 'name'",
                "- a                                                 | a scenario has name, given, facts, when and then",
                "name: a                                             | is a list of scenarios",
                "- [                                                 | x.scenarios.yaml:",
            })
    void tellsWhatItDoesNotUnderstand(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(BrokenRules.class)
                .hasMessageStartingWith("x.scenarios.yaml:")
                .hasMessageContaining(message);
    }

    @Test
    void tellsTheLineOfAFault() {
        assertThatThrownBy(() -> read("- name: a\n  then: { score: 1 }\n- name: b\n  facts:\n    travel.hours: soon\n"))
                .hasMessageStartingWith("x.scenarios.yaml:5:19: ");
    }

    @Test
    void refusesASecondDocumentAndAnEmptyFile() {
        assertThatThrownBy(() -> read("- { name: a, then: { score: 1 } }\n---\n- { name: b, then: { score: 1 } }\n"))
                .hasMessageContaining("second YAML document");
        assertThatThrownBy(() -> read("")).hasMessageContaining("is a list of scenarios");
    }

    @Test
    void refusesANameGivenTwiceInAFolder(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.scenarios.yaml"), "- { name: twin, then: { score: 1 } }\n");
        Files.writeString(folder.resolve("b.scenarios.yaml"), "\n- { name: twin, then: { score: 1 } }\n");

        assertThatThrownBy(() -> ScenarioFolder.read(folder))
                .hasMessage(
                        "b.scenarios.yaml:2: has the name of the scenario at a.scenarios.yaml:1; rename one: \"twin\"");
    }

    private static List<Scenario> read(String yaml) throws BrokenRules {
        return ScenarioReader.read("x.scenarios.yaml", yaml);
    }
}
