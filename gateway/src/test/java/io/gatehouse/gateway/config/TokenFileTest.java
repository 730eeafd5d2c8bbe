package io.gatehouse.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin listener's tokens on disk. */
class TokenFileTest {
    private static final String TOKEN = "0123456789abcdefghijABCDEFGHIJ-_";

    @TempDir
    private Path folder = Path.of("");

    private Path file(String text) throws IOException {
        Path file = folder.resolve("tokens.yaml");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    @Test
    void theFirstStartMakesOneTokenForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("tokens.yaml");

        List<AdminToken> made = TokenFile.open(file);

        assertThat(made).singleElement().satisfies(token -> {
            assertThat(token.name()).isEqualTo("first");
            assertThat(token.scopes()).containsExactlyInAnyOrder(AdminToken.Scope.values());
            assertThat(token.is(TokenFile.tokenFor(file, AdminToken.Scope.MODE).orElseThrow()))
                    .isTrue();
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("tokens.yaml");
    }

    @Test
    void aSecondStartKeepsTheTokens() throws Exception {
        Path file = folder.resolve("tokens.yaml");
        TokenFile.open(file);
        String before = Files.readString(file);

        TokenFile.open(file);

        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void aTokenMayBeNamedByItsSum() throws Exception {
        String sum = HexFormat.of().formatHex(AdminToken.digest(TOKEN));
        Path file = file("tokens: [{ name: ops, scopes: [mode], sha256: " + sum + " }]\n");

        assertThat(TokenFile.open(file)).singleElement().satisfies(token -> {
            assertThat(token.is(TOKEN)).isTrue();
            assertThat(token.is(TOKEN + "x")).isFalse();
        });
        assertThat(TokenFile.tokenFor(file, AdminToken.Scope.MODE)).isEmpty();
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws Exception {
        Path file = file("tokens: []\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> TokenFile.open(file))
                .hasMessage(file + ": others can read or change it; run: chmod 600 " + file);
    }

    @Test
    void noMessageRepeatsATokenAndNoneShowsIt() throws Exception {
        Path file = file("tokens: [{ name: ops, scopes: [mode], token: 'short secret' }]\n");

        assertThatThrownBy(() -> TokenFile.open(file))
                .hasMessage(file + ":1:46: tokens[0].token: the value is not a token; write 32 to 128 random letters,"
                        + " digits, - and _");
    }

    @Test
    void faultsHavePlaces() throws Exception {
        Path file = file("tokens:\n  - { name: a, scopes: [everything] }\n  - { name: a, token: " + TOKEN + " }\n");

        assertThatThrownBy(() -> TokenFile.open(file))
                .hasMessage(file + ":2:5: tokens[0]: needs one of token and sha256\n"
                        + file + ":2:25: tokens[0].scopes: \"everything\" is not one of enrol, mode, people, rules\n"
                        + file + ":3:13: tokens[1].name: given twice; each token has its own");
    }
}
