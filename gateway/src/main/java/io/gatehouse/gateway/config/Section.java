package io.gatehouse.gateway.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of the file while it is being read. The keys that are asked of it are the keys it may have: {@link #readBy} reports all others. A fault is noted
 * and reading goes on, so that all faults are found at once; what is returned after a fault only has to be of the right type.
 */
final class Section {
    /** A key's place, and its value. */
    record Entry(Mark key, Node value) {}

    private final Reading reading;
    private final KeyPath path;
    private final @Nullable Mark place;
    private final Map<String, Entry> entries;
    private final TreeSet<String> asked = new TreeSet<>();
    private boolean broken;

    Section(Reading reading, KeyPath path, @Nullable Mark place, Map<String, Entry> entries) {
        this.reading = reading;
        this.path = path;
        this.place = place;
        this.entries = entries;
    }

    /** It stands for something that was no mapping: what it lacks need not be told too. */
    Section broken() {
        broken = true;
        return this;
    }

    /** Reads all of this section, and reports the keys that nobody asked for. */
    <T> T readBy(Function<Section, T> reader) {
        T read = reader.apply(this);
        entries.forEach((key, entry) -> {
            if (!asked.contains(key)) {
                String choice = asked.isEmpty() ? "" : "; known here: " + String.join(", ", asked);
                String suggestion = Suggestion.among(asked, key);
                reading.error(entry.key(), path.key(key), "unknown key" + (suggestion.isEmpty() ? choice : suggestion));
            }
        });
        return read;
    }

    /** Where it begins, from 1. */
    int line() {
        return place == null ? 1 : place.getLine() + 1;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Whether a key is there, but holds nothing. */
    boolean isEmpty(String key) {
        Entry entry = entries.get(key);
        return entry != null
                && entry.value() instanceof CollectionNode<?> collection
                && collection.getValue().isEmpty();
    }

    /** Whether a key holds a single value, rather than a list or a section. */
    boolean isSingle(String key) {
        Entry entry = entries.get(key);
        return entry != null && entry.value() instanceof ScalarNode;
    }

    /** A fault of one key's value, or of the section when the key is not there. */
    void error(String key, String message) {
        Entry entry = entries.get(key);
        if (entry != null || !broken) {
            reading.error(entry == null ? place : entry.value().getStartMark(), path.key(key), message);
        }
    }

    /** A fault of the section as a whole. */
    void error(String message) {
        if (!broken) {
            reading.error(place, path, message);
        }
    }

    /** A value with a default, written as an operator would write it. */
    <T> T value(String key, Kind<T> kind, String fallback) {
        T given = optional(key, kind, fallback);
        return given == null ? kind.read(fallback) : given;
    }

    /** A value that may be left out. */
    <T> @Nullable T optional(String key, Kind<T> kind) {
        return optional(key, kind, "");
    }

    /** A value that only the operator knows. */
    <T> @Nullable T required(String key, Kind<T> kind, String fix) {
        if (!has(key)) {
            error(key, "missing; " + fix);
        }
        return optional(key, kind, "");
    }

    /** A value that may be left out, and that no message repeats. */
    <T> @Nullable T secret(String key, Kind<T> kind) {
        Entry entry = ask(key, "");
        return entry == null ? null : reading.secret(path.key(key), entry.value(), kind);
    }

    private <T> @Nullable T optional(String key, Kind<T> kind, String fallback) {
        Entry entry = ask(key, fallback);
        return entry == null ? null : reading.value(path.key(key), entry.value(), kind);
    }

    /** Values of one kind; a single one need not stand in brackets. */
    <T> List<T> values(String key, Kind<T> kind, String... fallback) {
        Entry entry = ask(key, fallback.length == 0 ? "" : "[" + String.join(", ", fallback) + "]");
        if (entry == null) {
            return Stream.of(fallback).map(kind::read).toList();
        }
        List<Node> nodes =
                entry.value() instanceof SequenceNode sequence ? sequence.getValue() : List.of(entry.value());
        List<T> values = new ArrayList<>();
        for (Node node : nodes) {
            T value = reading.value(path.key(key), node, kind);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    /** A section all of whose keys have defaults: read even if it is not there. */
    <T> T section(String key, Function<Section, T> reader) {
        Entry entry = ask(key, "");
        KeyPath inner = path.key(key);
        Section section = entry == null
                ? new Section(reading, inner, place, Map.of())
                : reading.section(inner, entry.key(), entry.value());
        return section.readBy(reader);
    }

    /** A section that may be left out. */
    <T> @Nullable T sectionIfGiven(String key, Function<Section, Optional<T>> reader) {
        if (has(key)) {
            return section(key, reader).orElse(null);
        }
        ask(key, "");
        return null;
    }

    /** A list of sections. */
    <T> List<T> sections(String key, Function<Section, Optional<T>> reader) {
        Entry entry = ask(key, "");
        if (entry == null) {
            return List.of();
        }
        if (!(entry.value() instanceof SequenceNode sequence)) {
            error(key, "must be a list; start each item with \"- \"");
            return List.of();
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            reading.section(path.key(key).item(i), null, sequence.getValue().get(i))
                    .readBy(reader)
                    .ifPresent(items::add);
        }
        return List.copyOf(items);
    }

    /** Sections by name. */
    <T> Map<String, T> named(String key, Kind<String> names, NamedReader<T> reader) {
        Entry entry = ask(key, "");
        Map<String, T> read = new LinkedHashMap<>();
        if (entry != null) {
            Section map = reading.section(path.key(key), entry.key(), entry.value());
            map.entries.forEach((name, value) -> {
                try {
                    names.read(name);
                } catch (IllegalArgumentException e) {
                    reading.error(value.key(), path.key(key), '"' + name + "\" " + e.getMessage());
                }
                Section section = reading.section(map.path.named(name), value.key(), value.value());
                section.readBy(it -> reader.read(name, it)).ifPresent(item -> read.put(name, item));
            });
        }
        return Collections.unmodifiableMap(read);
    }

    /** Reads a section that has a name. */
    @FunctionalInterface
    interface NamedReader<T> {
        Optional<T> read(String name, Section section);
    }

    /** A key of the product that this version cannot serve: better refused than ignored. */
    void unavailable(String key, String fix) {
        Entry entry = ask(key, "");
        if (entry != null) {
            reading.error(entry.key(), path.key(key), "not available in this version; " + fix);
        }
    }

    /** A key of which this version serves only one value. */
    void only(String key, String available, String... planned) {
        Kind<String> choice = text -> {
            if (text.equals(available)) {
                return text;
            }
            boolean later = List.of(planned).contains(text);
            throw new IllegalArgumentException(
                    later
                            ? "is not available in this version; write " + available + ", or take the key out"
                            : "is not known here; write " + available);
        };
        value(key, choice, available);
    }

    private @Nullable Entry ask(String key, String fallback) {
        asked.add(key);
        reading.known(path.key(key), fallback);
        return entries.get(key);
    }
}
