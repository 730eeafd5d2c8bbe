package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/your-first-rule.md, done as it says. */
class FirstRuleGuideTest {
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SUBSTITUTION = Pattern.compile("sed -i s/([^/]+)/([^/]+)/ rules/(\\S+)");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> seen = new ArrayList<>();

    @Test
    void itsCommandsPrintWhatItSays() throws Exception {
        Path rules = Files.createDirectory(
                folder.resolve("rules"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../docs/your-first-rule.md")));
        int commands = 0;
        while (blocks.find()) {
            String text = blocks.group(2);
            if (blocks.group(1).equals("drl")) {
                write(rules.resolve("night.drl"), text);
            } else if (text.contains("- name:")) {
                write(rules.resolve("night.scenarios.yaml"), text);
            } else if (text.startsWith("$ ")) {
                for (String step : text.substring(2).split("\n\\$ ", -1)) {
                    run(step, rules);
                    commands++;
                }
            }
        }
        assertThat(commands).isEqualTo(5);
    }

    private void run(String step, Path rules) throws Exception {
        String[] lines = step.split("\n", 2);
        Matcher substitution = SUBSTITUTION.matcher(lines[0]);
        if (substitution.matches()) {
            Path file = rules.resolve(substitution.group(3));
            write(file, Files.readString(file).replace(substitution.group(1), substitution.group(2)));
            return;
        }
        assertThat(lines[0]).startsWith("gatehouse ");
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        String[] arguments = Arrays.stream(
                        lines[0].substring("gatehouse ".length()).split(" ", -1))
                .map(argument -> argument.equals("rules") && !seen.isEmpty() ? rules.toString() : remember(argument))
                .toArray(String[]::new);
        seen.clear();
        Main.commandLine().setOut(out).setErr(out).execute(arguments);
        String expected = Arrays.stream(lines[1].strip().split("…", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        assertThat(printed.toString().strip()).as(lines[0]).matches(expected);
    }

    /** The first "rules" is the command, the second the folder. */
    private String remember(String argument) {
        seen.add(argument);
        return argument;
    }

    private static void write(Path file, String text) throws Exception {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
