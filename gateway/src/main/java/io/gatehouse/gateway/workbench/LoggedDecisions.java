package io.gatehouse.gateway.workbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.risk.Facts;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Decisions that were logged, made into scenarios: what was wrong last night is what must not be again. */
final class LoggedDecisions {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

    private final Path log;
    private final JsonMapper json = JsonMapper.builder().build();

    LoggedDecisions(Path log) {
        this.log = log;
    }

    /**
     * A scenario that expects what was decided: its author changes what should have been.
     *
     * @throws IllegalArgumentException if the decision is not in the log
     */
    String scenario(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("\"" + id + "\" is no decision's id");
        }
        JsonNode decision = find(id);
        StringBuilder yaml = new StringBuilder();
        yaml.append("- name: ").append(quoted("Decision " + id)).append('\n');
        List<String> facts = facts(decision.path("facts"));
        yaml.append("  facts:").append(facts.isEmpty() ? " {}\n" : "\n");
        facts.forEach(fact -> yaml.append("    ").append(fact).append('\n'));
        yaml.append("  then:\n");
        yaml.append("    verdict: ").append(decision.path("verdict").asText()).append('\n');
        yaml.append("    score: ").append(decision.path("score").asInt()).append('\n');
        List<String> rules = new ArrayList<>();
        for (JsonNode reason : decision.path("reasons")) {
            String rule = quoted(reason.path("rule").asText());
            // Policies give reasons too, and are no rules.
            if (!rule.startsWith("\"fail.") && !rules.contains(rule)) {
                rules.add(rule);
            }
        }
        if (!rules.isEmpty()) {
            yaml.append("    fires: [").append(String.join(", ", rules)).append("]\n");
        }
        return yaml.toString();
    }

    private JsonNode find(String id) {
        String begin = "{\"id\":\"" + id + "\",\"at\":";
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(begin)) {
                    return json.readTree(line);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the decision log cannot be read: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("the decision log holds no decision " + id);
    }

    /** Those that are known, in the order of the facts. */
    private static List<String> facts(JsonNode groups) {
        List<String> facts = new ArrayList<>();
        for (RecordComponent group : Facts.class.getRecordComponents()) {
            for (RecordComponent fact : group.getType().getRecordComponents()) {
                JsonNode value = groups.path(group.getName()).path(fact.getName());
                if (isKnown(value, fact.getType())) {
                    facts.add(group.getName() + "." + fact.getName() + ": "
                            + (value.isTextual() ? quoted(value.asText()) : value));
                }
            }
        }
        return facts;
    }

    private static boolean isKnown(JsonNode value, Class<?> type) {
        if (type == double.class) {
            return value.isNumber();
        }
        return type == boolean.class
                ? value.asBoolean()
                : type == long.class
                        ? value.asLong() != 0
                        : value.isArray() ? !value.isEmpty() : !value.asText().isEmpty();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
