package io.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFolderTest {
    private static final String RULE = TestBooks.IMPORT + TestBooks.always("one", "$r.add(1, \"one\");");

    @TempDir
    Path folder;

    @BeforeEach
    void closeTheFolder() throws IOException {
        permit(folder, "rwxr-xr-x");
    }

    @Test
    void readsRegularDrlFilesByName() throws Exception {
        write("b.drl", RULE);
        write("a.drl", RULE);
        write(".a.drl.swp", "x");
        write(".#a.drl", "x");
        write("notes.txt", "x");

        assertThat(RuleFolder.read(folder)).extracting(RuleFile::name).containsExactly("a.drl", "b.drl");
    }

    @Test
    void compilesIntoABook() throws Exception {
        write("a.drl", RULE);
        try (RuleBook book = RuleBook.compile(folder)) {
            assertThat(book.judge(Facts.UNKNOWN, Thresholds.DEFAULT).score()).isEqualTo(1);
        }
    }

    @Test
    void refusesAFolderThatOthersCanWrite() throws Exception {
        write("a.drl", RULE);
        permit(folder, "rwxrwxr-x");

        refuses("can be written by other users: chmod -R go-w " + folder.toRealPath());
        assertThat(RuleFolder.readTrusted(folder)).hasSize(1);
    }

    @Test
    void refusesAFileThatOthersCanWrite() throws Exception {
        permit(write("a.drl", RULE), "rw-r--rw-");

        refuses("a.drl: can be written by other users: chmod -R go-w ");
    }

    @Test
    void refusesALinkOutOfTheFolder() throws Exception {
        Path outside = Files.writeString(folder.resolveSibling(folder.getFileName() + "-outside.drl"), RULE);
        try {
            Files.createSymbolicLink(folder.resolve("a.drl"), outside);

            refuses("a.drl: links out of the folder");
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void followsALinkWithinTheFolderAsAConfigMapHasThem() throws Exception {
        Path data = Files.createDirectory(folder.resolve("..data"));
        permit(data, "rwxr-xr-x");
        permit(Files.writeString(data.resolve("a.drl"), RULE), "rw-r--r--");
        Files.createSymbolicLink(folder.resolve("a.drl"), data.resolve("a.drl"));

        assertThat(RuleFolder.read(folder)).extracting(RuleFile::name).containsExactly("a.drl");

        permit(data, "rwxrwxrwx");
        refuses("..data: can be written by other users");
    }

    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        Files.createDirectory(folder.resolve("a.drl"));

        refuses("a.drl: is not a regular file");
    }

    @Test
    void refusesOddNames() throws Exception {
        write("a\nb.drl", RULE);

        refuses("odd name");
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        write("a.drl", RULE + "//" + "x".repeat(512 * 1024));

        refuses("a.drl: is larger than 524288 bytes");
    }

    @Test
    void refusesTooManyFiles() throws Exception {
        for (int i = 0; i <= 200; i++) {
            write("r" + i + ".drl", "");
        }

        refuses("holds more than 200 *.drl files");
    }

    @Test
    void refusesWhatIsNotUtf8() throws Exception {
        permit(Files.write(folder.resolve("a.drl"), new byte[] {'/', '/', (byte) 0xE9}), "rw-r--r--");

        refuses("a.drl: is not UTF-8");
    }

    @Test
    void saysThatThereIsNothingToRead() {
        refuses("holds no *.drl file");
        assertThatThrownBy(() -> RuleFolder.read(folder.resolve("nowhere"))).hasMessageContaining("is not a folder");
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> RuleFolder.read(folder))
                .isInstanceOf(BrokenRules.class)
                .hasMessageContaining(message);
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        permit(file, "rw-r--r--");
        return file;
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
