package io.gatehouse.gateway.flow.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.geo.Cidr;
import io.gatehouse.geo.DatabaseKind;
import io.gatehouse.geo.IpAddresses;
import io.gatehouse.geo.MmdbWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtlasTest {
    @TempDir
    private Path folder = Path.of("");

    private Path database(String country) throws IOException {
        MmdbWriter writer = new MmdbWriter(6);
        writer.insert(Cidr.parse("81.2.69.0/24"), Map.of("country", Map.of("iso_code", country)));
        Path draft = folder.resolve("draft.mmdb");
        try (OutputStream out = Files.newOutputStream(draft)) {
            writer.write(out, "Test-" + country, "", Instant.parse("2026-01-02T03:04:05Z"));
        }
        return Files.move(draft, folder.resolve("city.mmdb"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path list(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Located at(Atlas atlas, String address) {
        return atlas.locate(IpAddresses.parse(address));
    }

    /** What is still being written is let alone: a change must be seen twice. */
    private static void refresh(Atlas atlas) {
        atlas.refresh();
        atlas.refresh();
    }

    @Test
    void aDatabaseIsReplacedWhileItIsUsedAndABrokenOneIsNot() throws Exception {
        Path file = database("NO");
        Atlas atlas = Atlas.open(new Config.Geo(Map.of(DatabaseKind.CITY, file)), List.of());
        assertThat(at(atlas, "81.2.69.142").place().country()).isEqualTo("NO");
        assertThat(atlas.versions()).containsOnlyKeys("geo");

        database("SE");
        atlas.refresh();
        assertThat(at(atlas, "81.2.69.142").place().country()).isEqualTo("NO");
        atlas.refresh();
        assertThat(at(atlas, "81.2.69.142").place().country()).isEqualTo("SE");
        assertThat(atlas.versions().get("geo")).startsWith("Test-SE 2026-01-02");

        Files.writeString(file, "overwritten in place, and no database");
        refresh(atlas);
        assertThat(at(atlas, "81.2.69.142").place().country()).isEqualTo("SE");

        Files.delete(file);
        refresh(atlas);
        assertThat(at(atlas, "81.2.69.142").place().country()).isEqualTo("SE");

        database("DK");
        refresh(atlas);
        assertThat(at(atlas, "81.2.69.142").place().country()).isEqualTo("DK");
    }

    @Test
    void listsLabelAddressesAndFollowTheirFiles() throws Exception {
        Path offices = list("offices.txt", "# ours\n198.51.100.0/24 # Oslo\n\n2001:db8:1::/48\n81.2.69.0/24\n");
        Path exits = list("exits.txt", "81.2.69.7\n");
        Atlas atlas = Atlas.open(
                new Config.Geo(Map.of()),
                List.of(
                        new Config.NetworkList("offices", List.of(offices), true, false, false, false),
                        new Config.NetworkList("exits", List.of(exits), false, true, true, false)));

        assertThat(at(atlas, "198.51.100.7").labels().names()).containsExactly("offices");
        assertThat(at(atlas, "198.51.100.7").labels().own()).isTrue();
        assertThat(at(atlas, "2001:db8:1:2::3").labels().names()).containsExactly("offices");
        assertThat(at(atlas, "198.51.101.7").labels()).isEqualTo(Labels.NONE);
        assertThat(at(atlas, "81.2.69.7").labels().names()).containsExactly("exits", "offices");
        assertThat(at(atlas, "81.2.69.7").place().tor()).isTrue();
        assertThat(at(atlas, "81.2.69.7").place().anonymous()).isTrue();
        assertThat(at(atlas, "81.2.69.8").place().tor()).isFalse();
        assertThat(atlas.versions()).containsEntry("networks", "exits 1, offices 3");

        list("exits.txt", "81.2.69.8\nnonsense\n");
        list("offices.txt", "198.51.100.0/25\n");
        refresh(atlas);
        assertThat(at(atlas, "198.51.100.200").labels()).isEqualTo(Labels.NONE);
        assertThat(at(atlas, "81.2.69.7").place().tor())
                .as("what the broken list said before")
                .isTrue();
        assertThat(at(atlas, "81.2.69.8").place().tor()).isFalse();
        assertThat(atlas.versions()).containsEntry("networks", "exits 1, offices 1");
    }

    @Test
    void faultsInAListAreNamedByTheirLines() throws Exception {
        Path list = list("partners.txt", "# partners\n10.0.0.0/8\n  10.0.0.1/8 # bits\n300.1.2.3\n0.0.0.0/0\n");
        assertThatThrownBy(() -> Atlas.open(
                        new Config.Geo(Map.of()),
                        List.of(new Config.NetworkList("partners", List.of(list), false, false, false, false))))
                .isInstanceOf(ConfigErrors.class)
                .hasMessage(
                        list + ":3:3: \"10.0.0.1/8\" has bits beyond its prefix; write 10.0.0.0/8 for the network, or"
                                + " 10.0.0.1/32 for the one address\n"
                                + list
                                + ":4:1: \"300.1.2.3\" is not a network; write ADDRESS/BITS, such as 10.0.0.0/8 or fd00::/8\n"
                                + list + ":5:1: \"0.0.0.0/0\" is everybody's; name networks");
    }
}
