package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import picocli.CommandLine;

class RulesCommandTest {
    private static final String RULES = """
            import io.gatehouse.risk.*;
            rule "Through Tor" when $r : Risk( network.tor ) then $r.add(45, "through Tor"); end
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void closeTheFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void checkListsTheRulesAndTheirVersion() throws Exception {
        write("a.drl", RULES);

        assertThat(run("check")).isZero();
        assertThat(out.toString()).containsPattern("a\\.drl:2 {2}Through Tor\\R1 rules, version [0-9a-f]{12}\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checkTellsPlaceAndFaultOfRulesAndScenarios() throws Exception {
        write("a.drl", RULES + "rule \"Odd\" when $r : Risk( network.tr ) then end\n");
        write("a.scenarios.yaml", "- name: x\n  thn: {}\n");

        assertThat(run("check")).isEqualTo(1);
        assertThat(err.toString())
                .contains("a.drl:3:28: rule \"Odd\": network.tr: there is no fact")
                .contains("a.scenarios.yaml:2:3: does not know \"thn\"");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void checkTellsEditorsInJson() throws Exception {
        write("a.drl", "import io.gatehouse.risk.*;\nrule \"a\" wen then end\n");

        assertThat(run("check", "--json")).isEqualTo(1);
        JsonNode error = new JsonMapper().readTree(out.toString()).at("/errors/0");
        assertThat(error.path("file").asText()).isEqualTo("a.drl");
        assertThat(error.path("line").asInt()).isEqualTo(2);
        assertThat(error.path("column").asInt()).isEqualTo(10);
        assertThat(error.path("message").asText()).contains("wen");
    }

    @Test
    void testPrintsEachScenarioAndWhatDiffers() throws Exception {
        write("a.drl", RULES);
        write("a.scenarios.yaml", """
                - name: Tor is asked
                  facts: { network.tor: true }
                  then: { verdict: challenge }
                - name: Tor is blocked
                  facts: { network.tor: true }
                  then: { verdict: block }
                """);

        assertThat(run("test")).isEqualTo(1);
        assertThat(out.toString())
                .contains("a.scenarios.yaml")
                .containsPattern("✓ Tor is asked {2}\\(\\d+\\.\\d ms\\)")
                .contains("✗ Tor is blocked  a.scenarios.yaml:4")
                .containsPattern("verdict: expected block\\R +seen +challenge")
                .contains("1 passed, 1 failed");
    }

    @Test
    void testTellsStories() throws Exception {
        write("a.drl", RULES);
        write("a.scenarios.yaml", """
                - name: Through Tor
                  given: alice signs in daily from Oslo
                  when: alice signs in through Tor
                  then: { verdict: challenge, fires: Through Tor }
                """);

        assertThat(run("test")).isZero();
        assertThat(out.toString()).contains("1 passed, 0 failed");
    }

    @Test
    void testSaysWhichRulesNoScenarioFires() throws Exception {
        write("a.drl", RULES + "rule \"Never tried\" when $r : Risk( device.unseen ) then $r.add(1, \"new\"); end\n");
        write("a.scenarios.yaml", "- { name: Tor, facts: { network.tor: true }, then: { verdict: challenge } }\n");

        assertThat(run("test")).isZero();
        assertThat(run("test", "--coverage")).isEqualTo(1);
        assertThat(out.toString())
                .contains("1 of 2 rules fired in a scenario; these did not:")
                .contains("a.drl:3  Never tried");
    }

    @Test
    void testWritesAReportForBuildServers() throws Exception {
        write("a.drl", RULES);
        write("a.scenarios.yaml", """
                - { name: "Tor & <quotes>", facts: { network.tor: true }, then: { verdict: challenge } }
                - { name: Blocked, facts: { network.tor: true }, then: { verdict: block } }
                """);
        Path report = folder.resolve("report.xml");

        assertThat(run("test", "--junit", report.toString())).isEqualTo(1);
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(2);
        assertThat(((Element) xml.getElementsByTagName("testcase").item(0)).getAttribute("name"))
                .isEqualTo("Tor & <quotes>");
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
                .contains("verdict: expected block, seen challenge");
    }

    @Test
    void testOfAFolderWithoutScenariosIsNoSuccess() throws Exception {
        write("a.drl", RULES);

        assertThat(run("test")).isEqualTo(1);
        assertThat(err.toString()).contains("holds no *.scenarios.yaml");
    }

    private int run(String... command) {
        return run(new RulesCommand(), command);
    }

    private int run(RulesCommand rules, String... command) {
        CommandLine line = new CommandLine(rules).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] args = new String[command.length + 1];
        System.arraycopy(command, 0, args, 0, command.length);
        args[command.length] = folder.toString();
        return line.execute(args);
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
