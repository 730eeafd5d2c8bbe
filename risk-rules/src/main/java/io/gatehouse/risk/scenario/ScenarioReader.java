package io.gatehouse.risk.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.FactSheet;
import io.gatehouse.risk.RuleError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one file of scenarios. */
final class ScenarioReader {
    private final Tokens yaml;

    private ScenarioReader(Tokens yaml) {
        this.yaml = yaml;
    }

    /** @throws BrokenRules with the first fault */
    static List<Scenario> read(String file, String text) throws BrokenRules {
        try (Tokens yaml = new Tokens(file, text)) {
            try {
                return new ScenarioReader(yaml).scenarios();
            } catch (JsonProcessingException e) {
                throw yaml.fault(e);
            }
        } catch (IOException e) {
            throw new BrokenRules(List.of(new RuleError(file, 0, 0, "", "cannot be read: " + e)));
        }
    }

    private List<Scenario> scenarios() throws IOException, BrokenRules {
        List<Scenario> scenarios = new ArrayList<>();
        if (yaml.next() != JsonToken.START_ARRAY) {
            throw yaml.fault("is a list of scenarios, each of which begins with \"- name: …\"");
        }
        while (yaml.next() != JsonToken.END_ARRAY) {
            scenarios.add(scenario());
        }
        if (yaml.next() != null) {
            throw yaml.fault("holds a second YAML document; put all scenarios into one list");
        }
        return scenarios;
    }

    private Scenario scenario() throws IOException, BrokenRules {
        int line = yaml.line();
        yaml.enterObject("a scenario has name, given, facts, when and then");
        String name = "";
        List<String> given = List.of();
        Map<String, Object> facts = Map.of();
        String when = "";
        Map<String, String> fields = Map.of();
        Expectation then = Expectation.NOTHING;
        for (String key = yaml.nextKey(); key != null; key = yaml.nextKey()) {
            switch (key) {
                case "name" -> name = yaml.text();
                case "given" -> given = yaml.texts();
                case "facts" -> facts = facts();
                case "when" -> {
                    if (yaml.current() == JsonToken.START_OBJECT) {
                        fields = fields();
                    } else {
                        when = yaml.text();
                    }
                }
                case "then" -> then = new ExpectationReader(yaml).read();
                default -> throw yaml.unknownKey(key, "name, given, facts, when, then");
            }
        }
        if (name.isBlank()) {
            throw yaml.fault(line, "this scenario lacks \"name\"");
        }
        if (then.equals(Expectation.NOTHING)) {
            throw yaml.fault(line, "this scenario lacks \"then\"");
        }
        return new Scenario(name, yaml.file(), line, new Story(given, when, fields), facts, then);
    }

    private Map<String, Object> facts() throws IOException, BrokenRules {
        yaml.enterObject("facts are \"group.name: value\", like \"travel.speedKmh: 1200\"");
        Map<String, Object> facts = new LinkedHashMap<>();
        for (String name = yaml.nextKey(); name != null; name = yaml.nextKey()) {
            Class<?> type = FactSheet.type(name);
            if (type == null) {
                throw yaml.unknownKey(name, FactSheet.neighbours(name));
            }
            facts.put(name, yaml.value(name, type));
        }
        return facts;
    }

    private Map<String, String> fields() throws IOException, BrokenRules {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String key = yaml.nextKey(); key != null; key = yaml.nextKey()) {
            fields.put(key, yaml.text());
        }
        return fields;
    }
}
