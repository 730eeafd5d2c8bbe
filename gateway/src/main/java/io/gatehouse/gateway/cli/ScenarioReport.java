package io.gatehouse.gateway.cli;

import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.scenario.Difference;
import io.gatehouse.risk.scenario.Scenario;
import io.gatehouse.risk.scenario.ScenarioResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How a run of scenarios went, for people and for build servers. */
record ScenarioReport(List<ScenarioResult> results) {

    long failed() {
        return results.stream().filter(result -> !result.passed()).count();
    }

    void print(PrintWriter out) {
        String file = "";
        for (ScenarioResult result : results) {
            if (!result.scenario().file().equals(file)) {
                file = result.scenario().file();
                out.println(file);
            }
            print(result, out);
        }
        out.println();
        out.println(
                (results.size() - failed()) + " passed, " + failed() + " failed, " + rounded(millis(results)) + " ms");
    }

    private static void print(ScenarioResult result, PrintWriter out) {
        Scenario scenario = result.scenario();
        if (result.passed()) {
            out.println("  ✓ " + scenario.name() + "  (" + rounded(millis(List.of(result))) + " ms)");
            return;
        }
        out.println("  ✗ " + scenario.name() + "  " + scenario.file() + ":" + scenario.line());
        for (Difference difference : result.differences()) {
            out.println("      " + difference.what() + ": expected " + difference.expected());
            out.println("      " + " ".repeat(difference.what().length()) + "  seen     " + difference.seen());
        }
    }

    /** Says which rules no scenario has fired; whether there is none. */
    boolean printCoverage(RuleBook book, PrintWriter out) {
        Set<String> fired = new HashSet<>();
        results.forEach(result -> fired.addAll(result.fired()));
        List<String> missed = new ArrayList<>();
        book.rules().stream()
                .filter(rule -> !fired.contains(rule.name()))
                .forEach(rule -> missed.add("  " + rule.file() + ":" + rule.line() + "  " + rule.name()));
        int all = book.rules().size();
        out.println(all - missed.size() + " of " + all + " rules fired in a scenario"
                + (missed.isEmpty() ? "" : "; these did not:"));
        missed.forEach(out::println);
        return missed.isEmpty();
    }

    /** One suite a file. */
    String junit() {
        Map<String, List<ScenarioResult>> files = new LinkedHashMap<>();
        results.forEach(result -> files.computeIfAbsent(result.scenario().file(), file -> new ArrayList<>())
                .add(result));
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        files.forEach((file, ofFile) -> {
            long failures = ofFile.stream().filter(result -> !result.passed()).count();
            xml.append("  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\" time=\"%s\">\n"
                    .formatted(escaped(file), ofFile.size(), failures, seconds(ofFile)));
            ofFile.forEach(result -> append(result, xml));
            xml.append("  </testsuite>\n");
        });
        return xml.append("</testsuites>\n").toString();
    }

    private static void append(ScenarioResult result, StringBuilder xml) {
        Scenario scenario = result.scenario();
        xml.append("    <testcase classname=\"%s\" name=\"%s\" time=\"%s\""
                .formatted(escaped(scenario.file()), escaped(scenario.name()), seconds(List.of(result))));
        if (result.passed()) {
            xml.append("/>\n");
            return;
        }
        xml.append(">\n      <failure message=\"")
                .append(escaped(scenario.file() + ":" + scenario.line()))
                .append("\">");
        for (Difference difference : result.differences()) {
            xml.append(escaped(
                            difference.what() + ": expected " + difference.expected() + ", seen " + difference.seen()))
                    .append('\n');
        }
        xml.append("</failure>\n    </testcase>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("\\p{Cntrl}", " ");
    }

    private static double millis(List<ScenarioResult> results) {
        return results.stream().mapToLong(result -> result.took().toNanos()).sum() / 1e6;
    }

    private static String seconds(List<ScenarioResult> results) {
        return String.format(Locale.ROOT, "%.4f", millis(results) / 1e3);
    }

    private static String rounded(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
