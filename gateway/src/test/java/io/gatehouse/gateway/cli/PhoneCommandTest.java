package io.gatehouse.gateway.cli;

import static io.gatehouse.gateway.challenge.Bench.STRANGER;
import static io.gatehouse.gateway.challenge.Bench.otherThan;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.challenge.Opening;
import io.gatehouse.gateway.challenge.phone.PhoneHouse;
import io.gatehouse.gateway.exchange.ChallengeState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PhoneCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private PhoneHouse house;
    private Bench bench;
    private Path state;

    @BeforeEach
    void start() throws IOException {
        house = new PhoneHouse();
        bench = house.bench;
        state = directory.resolve("phone.json");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private record Ran(int exit, String out, String err) {}

    private Ran phone(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("phone"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--state", state.toString()));
        return new Ran(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private void enrol() {
        assertThat(phone("enrol", "--link", house.link("ann").toString()))
                .extracting(Ran::exit)
                .isEqualTo(0);
    }

    @Test
    void itEnrolsListsAndApproves() throws IOException {
        Ran enrolled = phone("enrol", "--link", house.link("ann").toString(), "--name", "Server room");
        assertThat(enrolled.out).contains("Enrolled \"Server room\" for ann");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
        assertThat(phone("list").out).isEqualToIgnoringNewLines("Nothing to approve.");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        assertThat(phone("list").out).contains(opened.id(), "Oslo, Norway", "Firefox on Linux", STRANGER);
        Ran approved = phone("approve", "--code", opened.code());
        assertThat(approved.exit).isZero();
        assertThat(approved.out).contains("Approved the sign-in to app.example.");
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.APPROVED);
    }

    @Test
    void itDeniesAndReports() {
        enrol();
        String id = bench.opened("ann", STRANGER, false).id();
        assertThat(phone("deny", id, "--not-me").out).contains("change it now");
        assertThat(bench.endings()).containsExactly(new Bench.Ending(id, ChallengeState.DENIED, true));
        Ran again = phone("deny", id);
        assertThat(again.exit).isEqualTo(1);
        assertThat(again.err).contains("no sign-in " + id + " waits");
    }

    @Test
    void aWrongCodeIsSaidWithTheTriesThatAreLeft() {
        enrol();
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        Ran wrong = phone("approve", opened.id(), "--code", otherThan(opened.code()));
        assertThat(wrong.exit).isEqualTo(1);
        assertThat(wrong.err).contains("not the code", "4 tries left");
    }

    @Test
    void aCodeThatIsNoneIsNotUnderstood() {
        Ran ran = phone("approve", "--code", "12 34");
        assertThat(ran.exit).isEqualTo(2);
        assertThat(ran.err).contains("6 digits");
        assertThat(phone("approve").exit).isEqualTo(2);
    }

    @Test
    void aSecondEnrolmentIntoTheSameFileKeepsTheLinkAndTheFile() throws IOException {
        enrol();
        byte[] before = Files.readAllBytes(state);
        URI link = house.link("bob");
        Ran ran = phone("enrol", "--link", link.toString());
        assertThat(ran.exit).isEqualTo(1);
        assertThat(ran.err).contains("enrolled here already");
        assertThat(Files.readAllBytes(state)).isEqualTo(before);
        state = directory.resolve("another.json");
        assertThat(phone("enrol", "--link", link.toString()).exit).isZero();
    }

    @Test
    void aUsedLinkLeavesNothingBehind() throws IOException {
        String link = house.link("ann").toString();
        phone("enrol", "--link", link);
        state = directory.resolve("another.json");
        Ran ran = phone("enrol", "--link", link);
        assertThat(ran.err).contains("ask for a new one");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("phone.json"));
        }
    }

    @Test
    void whatIsWrongIsSaidKindly() throws IOException {
        assertThat(phone("list").err).contains("no phone is enrolled here", "gatehouse phone enrol");
        assertThat(phone("enrol", "--link", "https://phone.example.com/").err).contains("not an enrolment link");
        assertThat(phone("enrol", "--link", "http://phone.example.com/#enrol=abc").err)
                .contains("not encrypted");
        enrol();
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(phone("list").err).contains("chmod 600");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(state, "{");
        assertThat(phone("list").err).contains("enrol again");
    }
}
