package io.gatehouse.gateway.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {
    private static final byte[] PLAIN = "secret".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private Path file = Path.of("");
    private Keyring one;
    private Keyring other;

    /** Two nodes that share a file. */
    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("keyring.json");
        one = Keyring.openOrCreate(file, () -> now);
        other = Keyring.openOrCreate(file, () -> now);
    }

    private List<String> rotate(Duration later) throws IOException {
        return KeyringFile.rotate(file, EnumSet.allOf(Purpose.class), now.plus(later));
    }

    @Test
    void whatOldKeysWroteIsStillUnderstood() throws IOException {
        String signature = one.sign("test", "message");
        byte[] sealed = one.seal("test", PLAIN);
        String hash = one.hash("test", "value");
        String lasting = one.lastingHash("test", "value");

        rotate(Duration.ZERO);
        one.reload(file);

        assertThat(one.sign("test", "message")).isNotEqualTo(signature);
        assertThat(one.verifies("test", "message", signature)).isTrue();
        assertThat(one.isCurrent(signature)).isFalse();
        assertThat(one.open("test", sealed)).contains(PLAIN);
        assertThat(one.hash("test", "value")).isNotEqualTo(hash);
        assertThat(one.hashes("test", "value")).containsExactly(one.hash("test", "value"), hash);
        assertThat(one.isHash("test", "value", hash)).isTrue();
        assertThat(one.isHash("test", "other", hash)).isFalse();
        assertThat(one.lastingHash("test", "value")).isEqualTo(lasting);
    }

    @Test
    void aNewKeyIsUnderstoodByAllNodesBeforeOneOfThemUsesIt() throws IOException {
        String before = one.sign("test", "message");
        rotate(Duration.ofMinutes(10));
        one.reload(file);
        assertThat(one.sign("test", "message")).isEqualTo(before);

        now = now.plus(Duration.ofMinutes(10));
        String after = one.sign("test", "message");
        assertThat(after).isNotEqualTo(before);
        assertThat(other.verifies("test", "message", after))
                .as("has not read the file")
                .isFalse();
        other.reload(file);
        now = now.minusSeconds(5);
        assertThat(other.sign("test", "message")).as("whose clock is behind").isEqualTo(before);
        assertThat(other.verifies("test", "message", after)).isTrue();
        assertThat(other.hashes("test", "value")).hasSize(2);
    }

    @Test
    void aDroppedKeyIsNotUnderstoodAnyMoreAndTheCurrentOneStays() throws IOException {
        String signature = one.sign("test", "message");
        byte[] sealed = one.seal("test", PLAIN);
        List<KeyringFile.Entry> old = KeyringFile.list(file, () -> now);
        assertThat(old).hasSize(4).allMatch(KeyringFile.Entry::current);
        assertThatThrownBy(() -> KeyringFile.drop(file, "k1", () -> now)).hasMessageContaining("rotate it first");

        assertThat(rotate(Duration.ZERO)).containsExactly("k5", "k6", "k7", "k8");
        for (KeyringFile.Entry key : old) {
            KeyringFile.drop(file, key.id(), () -> now);
        }
        one.reload(file);

        assertThat(KeyringFile.list(file, () -> now)).hasSize(4).allMatch(KeyringFile.Entry::current);
        assertThat(one.verifies("test", "message", signature)).isFalse();
        assertThat(one.open("test", sealed)).isEmpty();
        assertThatThrownBy(() -> KeyringFile.drop(file, "k1", () -> now)).hasMessageContaining("no key k1");
    }

    @Test
    void aFileThatCannotBeReadChangesNothing() throws IOException {
        String signature = one.sign("test", "message");
        Files.writeString(file, "{\"keys\":[]}");
        assertThatThrownBy(() -> one.reload(file)).isInstanceOf(IOException.class);
        assertThat(one.sign("test", "message")).isEqualTo(signature);
    }

    @Test
    void theFileStaysItsOwnersAloneAndKeepsWhatElseIsInIt() throws IOException {
        VapidKeys vapid = VapidKeys.openOrCreate(file);
        rotate(Duration.ZERO);
        assertThat(VapidKeys.openOrCreate(file)).isEqualTo(vapid);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
