package io.gatehouse.risk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The default rules, compiled by the build: reading them back takes a fraction of a second, compiling them takes seconds.
 *
 * <p>They lie in an archive of their own, not among the gateway's classes: Drools names classes by what is in a rule, so a copy of a default rule in the
 * operator's folder has a class of the same name, and must get its own.
 */
public final class ShippedRules {
    private static final String ARCHIVE = "shipped-rules.zip";
    private static final String CONTENTS = "contents";
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private ShippedRules() {}

    /** Run by the build: {@code rules-folder classes-folder}. */
    public static void main(String[] folders) throws BrokenRules, IOException {
        RuleSource source = RuleSource.of(RuleFolder.readTrusted(Path.of(folders[0])));
        Path archive = Path.of(folders[1]).resolve("io/gatehouse/risk").resolve(ARCHIVE);
        Files.createDirectories(archive.getParent());
        try (OutputStream out = Files.newOutputStream(archive)) {
            write(source, source.compile(), out);
        }
    }

    static RuleBook load() {
        try (InputStream in = ShippedRules.class.getResourceAsStream(ARCHIVE)) {
            if (in == null) {
                throw new IllegalStateException(ARCHIVE + " is missing: build risk-rules with Maven");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(ARCHIVE + " cannot be read", e);
        }
    }

    /** Writes the same bytes for the same rules, whenever and wherever it is built. */
    static void write(RuleSource source, CompiledRules compiled, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            // The jar around it compresses; and how tightly depends on the machine's zlib.
            zip.setLevel(Deflater.NO_COMPRESSION);
            entry(zip, CONTENTS, contents(source, compiled).getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> compiledClass : new TreeMap<>(compiled.classes()).entrySet()) {
                entry(zip, compiledClass.getKey(), compiledClass.getValue());
            }
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    /** One line each: the version, the model classes, the rules. */
    private static String contents(RuleSource source, CompiledRules compiled) {
        StringBuilder lines = new StringBuilder(source.version()).append('\n');
        lines.append(String.join(" ", compiled.modelClasses())).append('\n');
        for (RuleEntry rule : source.rules()) {
            lines.append(rule.file())
                    .append(' ')
                    .append(rule.line())
                    .append(' ')
                    .append(rule.name())
                    .append('\n');
        }
        return lines.toString();
    }

    private static RuleBook read(InputStream in) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        zip.getNextEntry();
        List<String> lines =
                new String(zip.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        Map<String, byte[]> classes = new TreeMap<>();
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            classes.put(entry.getName(), zip.readAllBytes());
        }
        List<RuleEntry> rules = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] parts = line.split(" ", 3);
            rules.add(new RuleEntry(parts[2], parts[0], Integer.parseInt(parts[1])));
        }
        return new RuleBook(
                rules, lines.get(0), new CompiledRules(List.of(lines.get(1).split(" ")), classes));
    }
}
