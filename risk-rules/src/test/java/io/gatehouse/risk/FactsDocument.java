package io.gatehouse.risk;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.body.RecordDeclaration;
import com.github.javaparser.javadoc.Javadoc;
import com.github.javaparser.javadoc.JavadocBlockTag;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** FACTS.md, made of what {@link Facts} says of each fact and of the default rules that read it. */
final class FactsDocument {
    static final Path FILE = Path.of("FACTS.md");

    private static final String HEAD = """
            # The facts

            What rules read, one by one: `Risk( travel.speedKmh > 900 )`. This file is made from [Facts.java](src/main/java/io/gatehouse/risk/Facts.java) and the [default rules](rules); a test keeps it true.

            What could not be found out is unknown. An unknown number makes every comparison false, whichever way it is written; a flag is true only when it is established; an unknown text or list is empty. So no rule fires on what is
            not known. `Double.isNaN(travel.hours)` asks whether a number is unknown, `place.country == ""` whether a text is.

            """;

    private FactsDocument() {}

    /** Writes it anew; run in risk-rules. */
    public static void main(String[] none) throws Exception {
        Files.writeString(FILE, text());
    }

    static String text() throws IOException, BrokenRules {
        JavaParser parser =
                new JavaParser(new ParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17));
        Map<String, RecordDeclaration> records = parser
                .parse(Path.of("src/main/java/io/gatehouse/risk/Facts.java"))
                .getResult()
                .orElseThrow()
                .findAll(RecordDeclaration.class)
                .stream()
                .collect(Collectors.toMap(RecordDeclaration::getNameAsString, record -> record));
        List<ParsedFile> rules =
                RuleSource.of(RuleFolder.readTrusted(Path.of("rules"))).files();
        StringBuilder text = new StringBuilder(HEAD);
        for (RecordComponent group : Facts.class.getRecordComponents()) {
            Javadoc doc = Objects.requireNonNull(records.get(group.getType().getSimpleName()))
                    .getJavadoc()
                    .orElseThrow();
            text.append("## ").append(group.getName()).append("\n\n");
            text.append(plain(doc.getDescription().toText())).append("\n\n");
            text.append("| fact | type | what it is | for example |\n|---|---|---|---|\n");
            for (RecordComponent fact : group.getType().getRecordComponents()) {
                String name = group.getName() + "." + fact.getName();
                text.append("| `").append(name).append("` | ");
                text.append(type(fact.getType())).append(" | ");
                text.append(plain(meaning(doc, fact.getName())).replace("|", "\\|"))
                        .append(" | ");
                text.append(example(rules, name, fact.getType())).append(" |\n");
            }
            text.append('\n');
        }
        return text.toString().strip() + "\n";
    }

    private static String meaning(Javadoc doc, String fact) {
        return doc.getBlockTags().stream()
                .filter(tag -> tag.getType() == JavadocBlockTag.Type.PARAM)
                .filter(tag -> tag.getName().equals(Optional.of(fact)))
                .map(tag -> tag.getContent().toText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("Facts.java does not say what " + fact + " is"));
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("<[^>]+>", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String type(Class<?> type) {
        return type == double.class
                ? "number"
                : type == long.class
                        ? "whole number"
                        : type == boolean.class ? "flag" : type == String.class ? "text" : "texts";
    }

    private static String example(List<ParsedFile> files, String fact, Class<?> type) {
        Pattern named = Pattern.compile("\\b" + Pattern.quote(fact) + "\\b");
        for (ParsedFile file : files) {
            for (ParsedFile.Section rule : file.rules()) {
                if (named.matcher(file.text().substring(rule.from(), rule.to())).find()) {
                    return "rule \"" + rule.rule() + "\"";
                }
            }
        }
        String condition = type == boolean.class
                ? fact
                : type == String.class
                        ? fact + " == \"…\""
                        : type == double.class || type == long.class ? fact + " > 100" : fact + " contains \"…\"";
        return "`Risk( " + condition + " )`";
    }
}
