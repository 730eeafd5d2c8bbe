package io.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileRulesTest {

    @TestFactory
    Stream<DynamicTest> areRefusedWithTheirLineBeforeAnythingOfThemRuns() throws Exception {
        return corpus().map(block -> DynamicTest.dynamicTest(name(block), () -> {
            String[] lines = block.split("\n", 3);
            List<RuleError> errors = errors(lines[2]);

            assertThat(errors).as("%s", errors).allSatisfy(error -> {
                assertThat(error.file()).isEqualTo("hostile.drl");
                assertThat(error.line()).isPositive();
            });
            assertThat(errors)
                    .extracting(RuleError::toString)
                    .anySatisfy(error -> assertThat(error).contains(lines[1].substring("=> ".length())));
        }));
    }

    @Test
    void areManyAndEachHasAName() throws Exception {
        assertThat(corpus().map(HostileRulesTest::name).toList())
                .hasSizeGreaterThanOrEqualTo(60)
                .doesNotHaveDuplicates();
    }

    @Test
    void tellTheColumnAndTheTextAtFault() {
        assertThat(errors("""
                rule "x"
                when  $r : Risk( device.unseen,
                                 travel.sped > 900 )
                then  $r.add(1, "x");
                      exit(1);  end
                """))
                .extracting(RuleError::toString)
                .containsExactly(
                        "hostile.drl:4:18: rule \"x\": travel.sped: there is no fact travel.sped; there is: "
                                + "travel.distanceKm, travel.hours, travel.speedKmh, travel.topSpeedKmh, travel.topDistanceKm",
                        "hostile.drl:6:7: rule \"x\": exit(1): is nothing that a rule can do; with $r : Risk( … ), a rule says "
                                + "add(points, reason), challenge(reason), challenge(reason, PASSKEY), block(reason), allow(reason) or notify(reason)");
    }

    @Test
    void areRefusedByTheirSize() {
        assertThat(errors(TestBooks.always("long", "$r.add(1, \"" + "x".repeat(9_000) + "\");")))
                .extracting(RuleError::message)
                .containsExactly("is longer than 8192 characters; split it");
        String chain = "travel.hours > 1" + " && travel.hours > 1".repeat(390);
        assertThat(catchThrowableOfType(
                        Throwable.class,
                        () -> TestBooks.of("rule \"chain\" when $r : Risk( " + chain + " ) then $r.add(1, \"x\"); end")
                                .close()))
                .isNull();
    }

    /** As if the first wall had a hole: what is compiled must not get past the second one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Runtime.getRuntime().exec(\"id\"); | java.lang.Runtime.exec",
                "Class.forName(\"java.lang.System\").getMethod(\"gc\").invoke(null); | java.lang.Class.forName",
                "System.exit(1); | java.lang.System.exit",
                "new Thread(() -> { }).start(); | java.lang.Thread.start",
                "\"x\".repeat(2000000000); | java.lang.String.repeat",
                "$r.getClass(); | java.lang.Object.getClass",
                "java.nio.file.Files.exists(java.nio.file.Path.of(\"/\")); | java.nio.file.Files.exists",
                "insert(\"x\"); | org.drools.model.Drools.insert",
                "System.setProperty(\"gatehouse.evil\", \"1\"); | java.lang.System.setProperty",
            })
    void areStoppedByTheSecondWallAlone(String consequence, String named) {
        String evil = TestBooks.IMPORT + "rule \"evil\" when $r : Risk() then " + consequence + " end";
        ParsedFile unchecked = new ParsedFile("evil.drl", evil, List.of());

        assertThatThrownBy(() -> RuleCompiler.compile(List.of(unchecked)))
                .isInstanceOf(BrokenRules.class)
                .hasMessageContaining("rules may not use")
                .hasMessageContaining(named);
    }

    @Test
    void areStoppedByTheSecondWallBeforeTheirInitialisersRun() {
        String evil = TestBooks.IMPORT + """
                function boolean quiet() { System.setProperty("gatehouse.evil", "1"); return true; }
                rule "evil" when $r : Risk( quiet() ) then end
                """;
        ParsedFile unchecked = new ParsedFile("evil.drl", evil, List.of());

        assertThatThrownBy(() -> RuleCompiler.compile(List.of(unchecked)))
                .hasMessageContaining("java.lang.System.setProperty");
        assertThat(System.getProperty("gatehouse.evil")).isNull();
    }

    private static List<RuleError> errors(String rules) {
        BrokenRules broken = catchThrowableOfType(
                BrokenRules.class,
                () -> RuleSource.of(List.of(
                        new RuleFile("hostile.drl", rules.startsWith("package ") ? rules : TestBooks.IMPORT + rules))));
        assertThat(broken).as("these rules pass the first wall").isNotNull();
        return broken.errors();
    }

    private static Stream<String> corpus() throws Exception {
        try (InputStream in = HostileRulesTest.class.getResourceAsStream("hostile-rules.txt")) {
            assertThat(in).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^--- ")).skip(1);
        }
    }

    private static String name(String block) {
        return block.lines().findFirst().orElseThrow();
    }
}
