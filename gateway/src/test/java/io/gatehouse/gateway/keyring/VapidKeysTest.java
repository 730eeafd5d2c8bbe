package io.gatehouse.gateway.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VapidKeysTest {
    @TempDir
    private Path folder = Path.of("");

    private Path keyring() throws IOException {
        Path file = folder.resolve("keyring.json");
        Keyring.openOrCreate(file);
        return file;
    }

    @Test
    void theyAreMadeOnceAndTheKeyringStaysAsItIs() throws IOException {
        Path file = keyring();
        String signature = Keyring.openOrCreate(file).sign("test", "message");
        String made = VapidKeys.openOrCreate(file).publicKey();
        assertThat(VapidKeys.openOrCreate(file).publicKey()).isEqualTo(made);
        assertThat(Keyring.openOrCreate(file).verifies("test", "message", signature))
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void thePublicKeyIsAnUncompressedPoint() {
        for (int i = 0; i < 300; i++) {
            byte[] point = Base64.getUrlDecoder().decode(VapidKeys.temporary().publicKey());
            assertThat(point).hasSize(65).startsWith(4);
        }
    }

    @Test
    void malformedKeysAreNamedWithTheFix() throws IOException {
        Path file = keyring();
        Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"vapid\":{\"private\":\"AAAA\"},"));
        assertThatThrownBy(() -> VapidKeys.openOrCreate(file)).hasMessageContaining("its vapid keys are malformed");
    }
}
