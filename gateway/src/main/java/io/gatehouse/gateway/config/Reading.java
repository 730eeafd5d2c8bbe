package io.gatehouse.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One file while it is being read: its faults so far, and the keys that were asked of it. */
final class Reading {
    private static final int MOST_ERRORS = 100;

    private final String file;
    private final Path folder;
    private final Environment environment;
    private final List<ConfigError> errors = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();

    Reading(Path file, Environment environment) {
        this.file = file.toString();
        Path parent = file.toAbsolutePath().normalize().getParent();
        this.folder = parent == null ? file.toAbsolutePath() : parent;
        this.environment = environment;
    }

    /** A path of the file: relative ones start at the file's own folder. */
    Path resolve(String path) {
        return folder.resolve(path).normalize();
    }

    void error(@Nullable Mark mark, KeyPath path, String message) {
        if (errors.size() < MOST_ERRORS) {
            String text = path.equals(KeyPath.ROOT) ? message : path.text() + ": " + message;
            errors.add(new ConfigError(
                    file, mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, text));
        }
    }

    /** Notes that a key exists, with the text it falls back to ("" for none). */
    void known(KeyPath path, String fallback) {
        keys.putIfAbsent(path.pattern(), fallback);
    }

    /** All keys that were asked for, list items as {@code []}, with the texts they fall back to. */
    Map<String, String> keys() {
        return keys;
    }

    void throwErrors() throws ConfigErrors {
        if (!errors.isEmpty()) {
            throw new ConfigErrors(errors);
        }
    }

    /** The whole of the file as a section. */
    Section root(@Nullable Node node) {
        return node == null ? new Section(this, KeyPath.ROOT, null, Map.of()) : section(KeyPath.ROOT, null, node);
    }

    /** A node that must be a mapping; if it is not, that is a fault, and the section is empty. */
    Section section(KeyPath path, @Nullable Mark place, Node node) {
        Mark mark = place == null ? node.getStartMark() : place;
        if (!(node instanceof MappingNode mapping)) {
            error(node.getStartMark(), path, "must be a mapping of keys to values, not " + describe(node));
            return new Section(this, path, mark, Map.of()).broken();
        }
        Map<String, Section.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                error(key.getStartMark(), path, "a key must be a plain word, not " + describe(key));
                continue;
            }
            Section.Entry first = entries.putIfAbsent(
                    scalar.getValue(), new Section.Entry(scalar.getStartMark(), tuple.getValueNode()));
            if (first != null) {
                error(
                        key.getStartMark(),
                        path.key(scalar.getValue()),
                        "given twice, first in line " + (first.key().getLine() + 1) + "; keep one");
            }
        }
        return new Section(this, path, mark, entries);
    }

    /** A node that must be a single value of a kind; null after a fault. */
    <T> @Nullable T value(KeyPath path, Node node, Kind<T> kind) {
        return value(path, node, kind, false);
    }

    /** Such a value, which no message repeats. */
    <T> @Nullable T secret(KeyPath path, Node node, Kind<T> kind) {
        return value(path, node, kind, true);
    }

    private <T> @Nullable T value(KeyPath path, Node node, Kind<T> kind, boolean secret) {
        if (!(node instanceof ScalarNode scalar)) {
            error(node.getStartMark(), path, "must be a single value, not " + describe(node));
            return null;
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            error(node.getStartMark(), path, "has no value; give one, or take the key out");
            return null;
        }
        try {
            return kind.read(environment.expand(scalar.getValue()));
        } catch (IllegalArgumentException e) {
            // The text as written, never what a variable holds: that may be a secret.
            String shown = secret ? "the value" : quote(scalar.getValue());
            error(node.getStartMark(), path, shown + " " + e.getMessage());
            return null;
        }
    }

    private static String describe(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? "nothing" : quote(scalar.getValue());
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }

    /** In quotes, on one line, not too long, and without the credentials that a URI may carry. */
    static String quote(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "·").replaceAll("//[^/@]*@", "//…@");
        return '"' + (plain.length() <= 60 ? plain : plain.substring(0, 57) + "...") + '"';
    }
}
