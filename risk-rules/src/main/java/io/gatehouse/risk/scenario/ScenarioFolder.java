package io.gatehouse.risk.scenario;

import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the scenarios of a folder of rules. */
public final class ScenarioFolder {
    private static final int MAX_FILES = 200;
    private static final int MAX_FILE_BYTES = 512 * 1024;

    private ScenarioFolder() {}

    /**
     * All scenarios, by file name, then as written; none where there is no {@code *.scenarios.yaml}.
     *
     * @throws BrokenRules with the first fault of each file, and each name given twice
     */
    public static List<Scenario> read(Path folder) throws BrokenRules {
        List<Scenario> scenarios = new ArrayList<>();
        List<RuleError> errors = new ArrayList<>();
        for (Path file : files(folder)) {
            try {
                scenarios.addAll(ScenarioReader.read(file.getFileName().toString(), text(file)));
            } catch (BrokenRules broken) {
                errors.addAll(broken.errors());
            }
        }
        Map<String, Scenario> byName = new HashMap<>();
        for (Scenario scenario : scenarios) {
            Scenario first = byName.putIfAbsent(scenario.name(), scenario);
            if (first != null) {
                errors.add(new RuleError(
                        scenario.file(),
                        scenario.line(),
                        0,
                        "",
                        "has the name of the scenario at " + first.file() + ":" + first.line() + "; rename one: \""
                                + scenario.name() + "\""));
            }
        }
        if (!errors.isEmpty()) {
            throw new BrokenRules(errors);
        }
        return scenarios;
    }

    private static List<Path> files(Path folder) throws BrokenRules {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[!.]*.scenarios.yaml")) {
            entries.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw fault(folder.toString(), "cannot be read: " + e);
        }
        if (files.size() > MAX_FILES) {
            throw fault(folder.toString(), "holds more than " + MAX_FILES + " files of scenarios");
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }

    private static String text(Path file) throws BrokenRules {
        String name = file.getFileName().toString();
        try {
            if (!Files.isRegularFile(file)) {
                throw fault(name, "is not a regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
                if (bytes.length > MAX_FILE_BYTES) {
                    throw fault(name, "is larger than " + MAX_FILE_BYTES + " bytes; split it");
                }
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
        } catch (CharacterCodingException e) {
            throw fault(name, "is not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            throw fault(name, "cannot be read: " + e);
        }
    }

    private static BrokenRules fault(String file, String message) {
        return new BrokenRules(List.of(new RuleError(file, 0, 0, "", message)));
    }
}
