package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExplainCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 1];
        all[0] = "explain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }

    private static String signIn(String at, String ip, String device) {
        return "{\"at\":\"" + at + "\",\"user\":\"a\",\"ip\":\"" + ip
                + "\",\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:138.0) Gecko/20100101"
                + " Firefox/138.0\",\"device\":"
                + device + ",\"new_device\":\"d1\",\"outcome\":\"success\"}\n";
    }

    @Test
    void tellsRulesFactsAndTheNearestOtherVerdictOfAFilesLastSignIn() throws IOException {
        StringBuilder past = new StringBuilder();
        for (int day = 1; day < 28; day += 3) {
            past.append(signIn(String.format("2026-01-%02dT10:00:00Z", day), "88.88.10.20", "\"d1\""));
        }
        Path file = Files.writeString(
                folder.resolve("logins.jsonl"), past + signIn("2026-02-03T10:00:00Z", "187.20.30.40", "null"));
        assertThat(run("--login", file.toString())).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("challenge at 40 points")
                .contains(" +25  Country never signed in from: first sign-in from this country")
                .contains("place.countryUnseen = true")
                .contains("+15  New device")
                .contains("Nearest other verdict: pass at");
    }

    @Test
    void judgesTheFactsOfALoggedDecisionAgain() throws IOException {
        Path log = Files.writeString(
                folder.resolve("decisions.jsonl"),
                "{\"id\":\"one\",\"facts\":{\"network\":{\"tor\":true}}}\n{\"id\":\"one\",\"outcome\":\"success\"}\n");
        assertThat(run("--decision", "one", "--log", log.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("pass at 30 points")
                .contains("+30  Tor exit: through Tor")
                .contains("network.tor = true")
                .contains("Nearest other verdict: challenge at");
    }

    @Test
    void saysWhereADecisionIsNot() throws IOException {
        Path log = Files.writeString(folder.resolve("decisions.jsonl"), "{\"id\":\"one\",\"outcome\":\"success\"}\n");
        assertThat(run("--decision", "two", "--log", log.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(log + ": has no decision two");
    }
}
