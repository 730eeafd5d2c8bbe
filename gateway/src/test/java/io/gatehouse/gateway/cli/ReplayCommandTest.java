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

class ReplayCommandTest {
    private static final String SIGN_IN =
            "{\"at\":\"2026-01-01T00:00:00Z\",\"user\":\"a\",\"ip\":\"81.166.10.20\",\"user_agent\":\"Firefox/138.0\",\"outcome\":\"success\",\"label\":\"legit\"}";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 1];
        all[0] = "replay";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }

    private Path logins(String text) throws IOException {
        return Files.writeString(folder.resolve("logins.jsonl"), text);
    }

    @Test
    void writesATableAndJudgedLines() throws IOException {
        Path judged = folder.resolve("judged.jsonl");
        assertThat(run("--logins", logins(SIGN_IN + "\n").toString(), "--out", judged.toString()))
                .isZero();
        assertThat(out.toString())
                .containsPattern("rules: version [0-9a-f]{12}")
                .contains("1 sign-ins");
        assertThat(judged)
                .hasContent(SIGN_IN.substring(0, SIGN_IN.length() - 1)
                        + ",\"verdict\":\"pass\",\"score\":0,\"reasons\":[]}");
    }

    @Test
    void tellsFileAndLineOfWhatIsWrong() throws IOException {
        Path logins = logins(SIGN_IN + "\n{\"at\":\"2026-01-01T00:00:01Z\"}\n");
        assertThat(run("--logins", logins.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(logins + ":2: lacks \"user\"");
    }

    @Test
    void neverWritesOverWhatItReads() throws IOException {
        Path logins = logins(SIGN_IN);
        assertThat(run("--logins", logins.toString(), "--out", logins.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("name another file to write");
        assertThat(logins).hasContent(SIGN_IN);
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        assertThat(run("--logins", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no such file");
    }
}
