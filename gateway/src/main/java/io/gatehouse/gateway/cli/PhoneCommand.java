package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.cli.phone.PhoneClient;
import io.gatehouse.gateway.cli.phone.PhoneClient.Asked;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code gatehouse phone}: an authenticator on the command line, for tests, servers, and people without a smartphone. */
@Command(
        name = "phone",
        description = "A command-line authenticator: enrols, lists what waits, approves, denies.",
        synopsisSubcommandLabel = "COMMAND")
final class PhoneCommand {
    @Option(
            names = "--state",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Where this phone and its key are kept (default: ${DEFAULT-VALUE}).",
            defaultValue = "${sys:user.home}/.gatehouse-phone.json")
    private Path state = Path.of(".gatehouse-phone.json");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "enrol", description = "Enrols this phone with a link.")
    int enrol(
            @Option(
                            names = "--link",
                            required = true,
                            paramLabel = "URL",
                            description = "The enrolment link; good once.")
                    String link,
            @Option(
                            names = "--name",
                            defaultValue = "Command line",
                            description = "What to call this phone (default: ${DEFAULT-VALUE}).")
                    String name)
            throws IOException, InterruptedException {
        PhoneClient phone = PhoneClient.enrol(link, name, state);
        out().println("Enrolled \"" + phone.name() + "\" for " + phone.user() + "; its key is in " + state);
        return 0;
    }

    @Command(name = "list", description = "Shows the sign-in that waits for this phone.")
    int list() throws IOException, InterruptedException {
        List<Asked> asked = PhoneClient.of(state).asked();
        if (asked.isEmpty()) {
            out().println("Nothing to approve.");
        }
        for (Asked one : asked) {
            out().println(one.id());
            out().println("  application  " + printable(one.application()));
            out().println("  where        " + known(one.place()) + ", " + printable(one.address()));
            out().println("  with         " + known(one.device()));
            out().println("  when         " + one.at());
        }
        return 0;
    }

    @Command(name = "approve", description = "Approves a sign-in. Type the code only from a screen in front of you.")
    int approve(
            @Parameters(arity = "0..1", paramLabel = "ID", description = "Which; without it, the one that waits.")
                    @Nullable
                    String id,
            @Option(names = "--code", required = true, paramLabel = "NNNNNN", description = "The code on that screen.")
                    String code)
            throws IOException, InterruptedException {
        if (!code.matches("[0-9]{6}")) {
            throw new ParameterException(
                    spec.subcommands().get("approve"), "--code: a code has 6 digits, as the screen shows it");
        }
        PhoneClient phone = PhoneClient.of(state);
        Asked asked = waiting(phone, id);
        phone.approve(asked, code);
        out().println("Approved the sign-in to " + printable(asked.application()) + ".");
        return 0;
    }

    @Command(name = "deny", description = "Denies a sign-in.")
    int deny(
            @Parameters(arity = "0..1", paramLabel = "ID", description = "Which; without it, the one that waits.")
                    @Nullable
                    String id,
            @Option(names = "--not-me", description = "It was somebody else: report it.") boolean notMe)
            throws IOException, InterruptedException {
        PhoneClient phone = PhoneClient.of(state);
        Asked asked = waiting(phone, id);
        phone.deny(asked, notMe);
        out().println("Denied the sign-in to " + printable(asked.application())
                + (notMe ? ", and reported it. Somebody knows your password: change it now." : "."));
        return 0;
    }

    private static Asked waiting(PhoneClient phone, @Nullable String id) throws IOException, InterruptedException {
        return phone.asked().stream()
                .filter(one -> id == null || one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        id == null
                                ? "nothing waits for approval; it may be over already"
                                : "no sign-in " + id + " waits for approval; see: gatehouse phone list"));
    }

    private static String known(String text) {
        return text.isEmpty() ? "unknown" : printable(text);
    }

    /** What a client called itself must not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
