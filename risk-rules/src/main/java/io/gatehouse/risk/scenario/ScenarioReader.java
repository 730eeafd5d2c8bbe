package io.gatehouse.risk.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleError;
import io.gatehouse.risk.Verdict;
import io.gatehouse.risk.scenario.Expectation.ScoreRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one file of scenarios, token by token: so each fault is told with its line, and nothing that is not understood is skipped.
 *
 * <p>Each method is entered on the first token of what it reads, and left on the last.
 */
final class ScenarioReader {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})?(\\.\\.)?(\\d{1,6})?");

    private final String file;
    private final JsonParser yaml;

    private ScenarioReader(String file, JsonParser yaml) {
        this.file = file;
        this.yaml = yaml;
    }

    /** @throws BrokenRules with the first fault */
    static List<Scenario> read(String file, String text) throws BrokenRules {
        try (JsonParser yaml = YAML.createParser(text)) {
            return new ScenarioReader(file, yaml).scenarios();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String message = e.getOriginalMessage().lines().findFirst().orElse("is not YAML");
            throw new BrokenRules(List.of(new RuleError(
                    file, at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr(), "", message)));
        } catch (IOException e) {
            throw new BrokenRules(List.of(new RuleError(file, 0, 0, "", "cannot be read: " + e)));
        }
    }

    private List<Scenario> scenarios() throws IOException, BrokenRules {
        List<Scenario> scenarios = new ArrayList<>();
        if (yaml.nextToken() != JsonToken.START_ARRAY) {
            throw fault("is a list of scenarios, each of which begins with \"- name: …\"");
        }
        while (yaml.nextToken() != JsonToken.END_ARRAY) {
            scenarios.add(scenario());
        }
        if (yaml.nextToken() != null) {
            throw fault("holds a second YAML document; put all scenarios into one list");
        }
        return scenarios;
    }

    private Scenario scenario() throws IOException, BrokenRules {
        int line = yaml.currentTokenLocation().getLineNr();
        enterObject("a scenario has name, given, facts, when and then");
        String name = "";
        List<String> given = List.of();
        Map<String, Object> facts = Map.of();
        String when = "";
        Map<String, String> fields = Map.of();
        Expectation then = null;
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            yaml.nextToken();
            switch (key) {
                case "name" -> name = text();
                case "given" -> given = texts();
                case "facts" -> facts = facts();
                case "when" -> {
                    if (yaml.currentToken() == JsonToken.START_OBJECT) {
                        fields = fields();
                    } else {
                        when = text();
                    }
                }
                case "then" -> then = expectation();
                default -> throw unknown(key, "name, given, facts, when, then");
            }
        }
        if (name.isBlank() || then == null) {
            throw new BrokenRules(List.of(new RuleError(
                    file, line, 0, "", "this scenario lacks " + (then == null ? "\"then\"" : "\"name\""))));
        }
        return new Scenario(name, file, line, new Story(given, when, fields), facts, then);
    }

    private Map<String, Object> facts() throws IOException, BrokenRules {
        enterObject("facts are \"group.name: value\", like \"travel.speedKmh: 1200\"");
        Map<String, Object> facts = new LinkedHashMap<>();
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String name = yaml.currentName();
            Class<?> type = FactSheet.type(name);
            if (type == null) {
                int dot = name.indexOf('.');
                throw unknown(name, FactSheet.names(dot < 0 ? name : name.substring(0, dot)));
            }
            yaml.nextToken();
            facts.put(name, value(name, type));
        }
        return facts;
    }

    private Object value(String name, Class<?> type) throws IOException, BrokenRules {
        JsonToken token = yaml.currentToken();
        if (type == boolean.class && token.isBoolean()) {
            return yaml.getBooleanValue();
        }
        if (type == double.class && token.isNumeric()) {
            return yaml.getDoubleValue();
        }
        if (type == double.class
                && token == JsonToken.VALUE_STRING
                && yaml.getText().equals("unknown")) {
            return Double.NaN;
        }
        if (type == long.class && token == JsonToken.VALUE_NUMBER_INT) {
            return yaml.getLongValue();
        }
        if (type == String.class && token.isScalarValue()) {
            return yaml.getText();
        }
        String wanted = type == boolean.class ? "true or false" : type == String.class ? "a text" : "a number";
        throw fault("\"" + name + "\" is " + wanted + (type == double.class ? ", or the word unknown" : ""));
    }

    private Expectation expectation() throws IOException, BrokenRules {
        enterObject("\"then\" has verdict, score, passkey-only, notify-owner, fires and silent");
        int line = yaml.currentTokenLocation().getLineNr();
        Verdict verdict = null;
        ScoreRange score = null;
        Boolean passkeyOnly = null;
        Boolean notifyOwner = null;
        List<String> fires = List.of();
        List<String> silent = List.of();
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            yaml.nextToken();
            switch (key) {
                case "verdict" -> verdict = verdict();
                case "score" -> score = range();
                case "passkey-only" -> passkeyOnly = (Boolean) value(key, boolean.class);
                case "notify-owner" -> notifyOwner = (Boolean) value(key, boolean.class);
                case "fires" -> fires = texts();
                case "silent" -> silent = texts();
                default -> throw unknown(key, "verdict, score, passkey-only, notify-owner, fires, silent");
            }
        }
        if (verdict == null
                && score == null
                && passkeyOnly == null
                && notifyOwner == null
                && fires.isEmpty()
                && silent.isEmpty()) {
            throw new BrokenRules(
                    List.of(new RuleError(file, line, 0, "", "\"then\" expects nothing: the scenario cannot fail")));
        }
        return new Expectation(verdict, score, passkeyOnly, notifyOwner, fires, silent);
    }

    private Verdict verdict() throws IOException, BrokenRules {
        String word = text();
        return switch (word) {
            case "pass" -> Verdict.PASS;
            case "challenge" -> Verdict.CHALLENGE;
            case "block" -> Verdict.BLOCK;
            default -> throw fault("\"verdict\" is pass, challenge or block, not \"" + word + "\"");
        };
    }

    private ScoreRange range() throws IOException, BrokenRules {
        Matcher range = RANGE.matcher(text());
        if (!range.matches()
                || (range.group(1) == null && range.group(3) == null)
                || (range.group(2) == null && range.group(3) != null)) {
            throw fault("\"score\" is a number or a range: 40, 40..79, 40.., ..39");
        }
        int from = range.group(1) == null ? 0 : Integer.parseInt(range.group(1));
        int to = range.group(3) != null
                ? Integer.parseInt(range.group(3))
                : range.group(2) != null ? Integer.MAX_VALUE : from;
        if (to < from) {
            throw fault("\"score\" falls: " + from + " is more than " + to);
        }
        return new ScoreRange(from, to);
    }

    private Map<String, String> fields() throws IOException, BrokenRules {
        Map<String, String> fields = new LinkedHashMap<>();
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String key = yaml.currentName();
            yaml.nextToken();
            fields.put(key, text());
        }
        return fields;
    }

    /** A list of texts, or a single one. */
    private List<String> texts() throws IOException, BrokenRules {
        if (yaml.currentToken() != JsonToken.START_ARRAY) {
            return List.of(text());
        }
        List<String> texts = new ArrayList<>();
        while (yaml.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text());
        }
        return texts;
    }

    private String text() throws IOException, BrokenRules {
        if (!yaml.currentToken().isScalarValue() || yaml.currentToken() == JsonToken.VALUE_NULL) {
            throw fault("a text belongs here");
        }
        return yaml.getText();
    }

    private void enterObject(String shape) throws BrokenRules {
        if (yaml.currentToken() != JsonToken.START_OBJECT) {
            throw fault(shape);
        }
    }

    private BrokenRules unknown(String key, String known) {
        return fault("does not know \"" + key + "\"; there is: " + known);
    }

    private BrokenRules fault(String message) {
        JsonLocation at = yaml.currentTokenLocation();
        return new BrokenRules(List.of(new RuleError(file, at.getLineNr(), at.getColumnNr(), "", message)));
    }
}
