package io.gatehouse.risk.scenario;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.risk.Facts;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;

/** scenarios.schema.json: what an editor needs to complete and check a {@code *.scenarios.yaml}. */
final class ScenarioSchema {
    static final Path FILE = Path.of("scenarios.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScenarioSchema() {}

    /** Writes it anew; run in risk-rules. */
    public static void main(String[] none) throws IOException {
        Files.writeString(FILE, text());
    }

    static String text() throws IOException {
        ObjectNode schema = (ObjectNode) JSON.readTree("""
                { "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "title": "Gatehouse scenarios",
                  "type": "array",
                  "items": { "type": "object", "additionalProperties": false, "required": ["name", "then"], "properties": {
                    "name": { "type": "string", "description": "unique among the files of a folder" },
                    "given": { "$ref": "#/$defs/texts", "description": "the past, a sentence each: alice signs in daily from Oslo, Firefox on Mac" },
                    "when": { "description": "the sign-in, as a sentence or by fields",
                      "oneOf": [ { "type": "string" }, { "type": "object", "additionalProperties": false, "properties": {
                        "user": { "type": "string" }, "from": { "type": "string" }, "after": { "type": "string" }, "at": { "type": "string" },
                        "connection": { "type": "string" }, "agent": { "type": "string" }, "device": { "type": "string" }, "language": { "type": "string" } } } ] },
                    "facts": { "type": "object", "additionalProperties": false, "description": "single facts, laid over those of the story" },
                    "then": { "type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
                      "verdict": { "enum": ["pass", "challenge", "block"] },
                      "score": { "description": "40, 40..79, 40.., ..39", "anyOf": [ { "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]*\\\\.\\\\.[0-9]*$" } ] },
                      "passkey-only": { "type": "boolean" },
                      "notify-owner": { "type": "boolean" },
                      "fires": { "$ref": "#/$defs/texts", "description": "rules that must fire" },
                      "silent": { "$ref": "#/$defs/texts", "description": "rules that must not" } } } } },
                  "$defs": { "texts": { "anyOf": [ { "type": "string" }, { "type": "array", "items": { "type": "string" } } ] },
                    "number": { "anyOf": [ { "type": "number" }, { "const": "unknown" } ] } } }
                """);
        ObjectNode facts = ((ObjectNode) schema.at("/items/properties/facts")).putObject("properties");
        for (RecordComponent group : Facts.class.getRecordComponents()) {
            for (RecordComponent fact : group.getType().getRecordComponents()) {
                String name = group.getName() + "." + fact.getName();
                describe(fact.getType(), facts.putObject(name));
            }
        }
        return JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
                        .writeValueAsString(schema)
                + "\n";
    }

    private static void describe(Class<?> type, ObjectNode fact) {
        if (type == double.class) {
            fact.put("$ref", "#/$defs/number");
        } else if (type == long.class) {
            fact.put("type", "integer");
        } else if (type == boolean.class) {
            fact.put("type", "boolean");
        } else if (type == String.class) {
            fact.put("type", "string");
        } else {
            fact.put("$ref", "#/$defs/texts");
        }
    }
}
