package io.gatehouse.gateway.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the admin listener: {@code tokens: [{name, scopes, token | sha256}]}. The file is its owner's alone, so that the first token can stand in
 * it in the clear and {@code gatehouse mode} can use it; a token that somebody else holds is better named by its {@code sha256}.
 */
public final class TokenFile {
    private static final Kind<String> NAME =
            Kind.matching("[A-Za-z0-9._@-]{1,64}", "is not a name; write letters, digits and . _ @ -");
    private static final Kind<String> TOKEN =
            Kind.matching("[A-Za-z0-9_-]{32,128}", "is not a token; write 32 to 128 random letters, digits, - and _");
    private static final Kind<String> SHA256 =
            Kind.matching("[0-9a-f]{64}", "is not a SHA-256 sum; write its 64 digits 0-9 a-f");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** An item of the file. */
    private record Entry(AdminToken token, @Nullable String clear) {
        @Override
        public String toString() {
            return token.toString();
        }
    }

    private TokenFile() {}

    /** The file's tokens; a file that is not there is made first, with one token that may do all. */
    public static List<AdminToken> open(Path file) throws IOException, ConfigErrors {
        if (!Files.exists(file)) {
            try {
                make(file);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster: its tokens count.
            }
        }
        return read(file).stream().map(Entry::token).toList();
    }

    /** A token that stands in the file in the clear and has a scope. */
    public static Optional<String> tokenFor(Path file, AdminToken.Scope scope) throws IOException, ConfigErrors {
        return read(file).stream()
                .filter(entry -> entry.token().scopes().contains(scope))
                .flatMap(entry -> Optional.ofNullable(entry.clear()).stream())
                .findFirst();
    }

    private static void make(Path file) throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String text = "# Made by Gatehouse at first start. Whoever can read this file can administer the gateway.\n"
                + "tokens:\n"
                + "  - name: first\n"
                + "    scopes: [enrol, mode, people, rules]\n"
                + "    token: " + Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Path folder = file.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(folder, ".tokens", ".yaml", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.writeString(draft, text, StandardOpenOption.SYNC);
            // A link, unlike a move, fails where the file exists: nobody's tokens are overwritten.
            Files.createLink(file, draft);
        } finally {
            Files.delete(draft);
        }
    }

    private static List<Entry> read(Path file) throws IOException, ConfigErrors {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + ": others can read or change it; run: chmod 600 " + file);
        }
        Reading reading = new Reading(file, new Environment(System::getenv));
        Set<String> taken = new HashSet<>();
        List<Entry> entries = reading.root(YamlFile.parse(file).root())
                .readBy(root -> root.sections("tokens", section -> entry(section, taken)));
        reading.throwErrors();
        return entries;
    }

    private static Optional<Entry> entry(Section section, Set<String> taken) {
        String name = section.required("name", NAME, "the log names who did what");
        List<AdminToken.Scope> scopes = section.values("scopes", Kind.oneOf(AdminToken.Scope.class));
        String clear = section.secret("token", TOKEN);
        String sum = section.optional("sha256", SHA256);
        if (name != null && !taken.add(name)) {
            section.error("name", "given twice; each token has its own");
        }
        if (section.has("token") == section.has("sha256")) {
            section.error("needs one of token and sha256");
        }
        byte[] digest = clear != null
                ? AdminToken.digest(clear)
                : sum != null ? HexFormat.of().parseHex(sum) : new byte[0];
        return name == null
                ? Optional.empty()
                : Optional.of(new Entry(new AdminToken(name, Set.copyOf(scopes), digest), clear));
    }
}
