package io.gatehouse.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file holds, reading it ends in a configuration or in faults with places. */
class HostileConfigProperties {

    @Property(tries = 500)
    void anyPatchworkIsReadOrRefused(@ForAll("patchworks") String text) throws IOException {
        Path file = Files.createTempFile("gatehouse", ".yaml");
        try {
            Files.writeString(file, text);
            new ConfigReader(name -> null).read(file);
        } catch (ConfigErrors errors) {
            assertThat(errors.errors()).isNotEmpty().allSatisfy(error -> {
                assertThat(error.file()).isEqualTo(file.toString());
                assertThat(error.message()).isNotBlank().doesNotContain("\n");
            });
        } finally {
            Files.delete(file);
        }
    }

    /** Pieces of a good file, and of what breaks YAML, in any order. */
    @Provide
    Arbitrary<String> patchworks() {
        return Arbitraries.of(
                        "mode: ",
                        "monitor",
                        "\n",
                        "\n  ",
                        "\n  - ",
                        "listen:",
                        "address: ",
                        "127.0.0.1:1",
                        "upstreams:",
                        "app: ",
                        "servers: ",
                        "[",
                        "]",
                        "{",
                        "}",
                        ", ",
                        ": ",
                        "logins:",
                        "path: /",
                        "success: ",
                        "status: ",
                        "302",
                        "username: ",
                        "form: u",
                        "${",
                        "}",
                        "&a ",
                        "*a",
                        "!!int ",
                        "|",
                        ">",
                        "'",
                        "\"",
                        "\t",
                        "\0",
                        "é",
                        "\uD83D\uDE00",
                        "? ",
                        "--- ",
                        "# ",
                        "<<: ",
                        "~",
                        "null",
                        "999999999999d",
                        "-1",
                        "/**/**")
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }
}
