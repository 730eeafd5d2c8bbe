package io.gatehouse.gateway.explain;

import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.RuleEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What rules say, as written: which facts each reads, and with what numbers it compares them. */
final class RuleText {
    private static final Pattern FACT = Pattern.compile(
            "\\b((?:account|place|network|travel|device|client|habit|familiarity|velocity|manner|binding)\\.\\w+)");
    private static final Pattern COMPARED =
            Pattern.compile("\\b(\\w+\\.\\w+)\\s*(?:<=?|>=?|==|!=)\\s*(-?[0-9]+(?:\\.[0-9]+)?)");

    private final Map<String, Set<String>> facts = new HashMap<>();
    private final Map<String, Set<Double>> numbers = new TreeMap<>();

    /** @param folder where the book was compiled from; null: it is the shipped one */
    RuleText(RuleBook book, @Nullable Path folder) throws IOException {
        Map<String, List<String>> files = new HashMap<>();
        List<RuleEntry> rules = book.rules();
        for (RuleEntry rule : rules) {
            List<String> lines = files.get(rule.file());
            if (lines == null) {
                lines = read(folder, rule.file());
                files.put(rule.file(), lines);
            }
            take(rule.name(), conditions(lines, rule.line() - 1));
        }
    }

    private static List<String> read(@Nullable Path folder, String file) throws IOException {
        if (folder != null) {
            return Files.readAllLines(folder.resolve(file));
        }
        try (InputStream shipped = RuleBook.class.getResourceAsStream("rules/" + file)) {
            return shipped == null
                    ? List.of()
                    : new String(shipped.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        }
    }

    /** From the rule's first line to the one that begins what it does. */
    private static String conditions(List<String> lines, int from) {
        List<String> text = new ArrayList<>();
        for (int i = from; i < lines.size(); i++) {
            if (i > from && lines.get(i).strip().startsWith("then")) {
                break;
            }
            text.add(lines.get(i));
        }
        return String.join("\n", text);
    }

    private void take(String rule, String text) {
        Set<String> read = new LinkedHashSet<>();
        Matcher fact = FACT.matcher(text);
        while (fact.find()) {
            read.add(fact.group(1));
            numbers.computeIfAbsent(fact.group(1), name -> new TreeSet<>());
        }
        facts.put(rule, read);
        Matcher compared = COMPARED.matcher(text);
        while (compared.find()) {
            numbers.computeIfAbsent(compared.group(1), name -> new TreeSet<>()).add(Double.valueOf(compared.group(2)));
        }
    }

    /** The facts that a rule reads, in its order. */
    Set<String> facts(String rule) {
        return facts.getOrDefault(rule, Set.of());
    }

    /** Each fact that any rule reads, with the numbers that rules compare it with. */
    Map<String, Set<Double>> numbers() {
        return numbers;
    }
}
