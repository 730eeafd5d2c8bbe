package io.gatehouse.risk.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ScenarioSchemaTest {

    @Test
    void isWhatTheFactsAndTheReaderMakeIt() throws Exception {
        assertThat(Files.readString(ScenarioSchema.FILE))
                .as("scenarios.schema.json; run ScenarioSchema to make it anew")
                .isEqualTo(ScenarioSchema.text());
    }

    @Test
    void knowsEveryKeyOfTheShippedScenarios() throws Exception {
        JsonNode scenario = new ObjectMapper()
                .readTree(Files.readString(ScenarioSchema.FILE))
                .at("/items/properties");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("rules"), "*.scenarios.yaml")) {
            for (Path file : files) {
                for (JsonNode each : new YAMLMapper().readTree(file.toFile())) {
                    knows(scenario, each);
                    knows(scenario.at("/facts/properties"), each.path("facts"));
                    knows(scenario.at("/then/properties"), each.path("then"));
                }
            }
        }
    }

    private static void knows(JsonNode properties, JsonNode object) {
        object.fieldNames()
                .forEachRemaining(key -> assertThat(properties.has(key)).as(key).isTrue());
    }
}
