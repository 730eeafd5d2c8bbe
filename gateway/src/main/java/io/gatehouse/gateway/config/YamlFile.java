package io.gatehouse.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file as a tree whose nodes know their line and column. Bounded in size and depth; anchors and aliases, by which a few lines can stand for
 * gigabytes, are refused.
 */
final class YamlFile {
    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 16;

    private YamlFile() {}

    /**
     * What a file holds.
     *
     * @param root null for a file without content
     * @param version tells this content from another: 12 hexadecimal digits of its SHA-256
     */
    record Parsed(@Nullable Node root, String version) {}

    static Parsed parse(Path file) throws ConfigErrors {
        String text = text(file);
        return new Parsed(root(file, text), version(text));
    }

    private static String version(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }

    private static @Nullable Node root(Path file, String text) throws ConfigErrors {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        options.setNestingDepthLimit(DEEPEST);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root != null) {
                refuseAnchors(file, root);
            }
            return root;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            String problem = Stream.of(e.getContext(), e.getProblem())
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(", "));
            throw fault(file, mark, "not YAML: " + problem);
        } catch (YAMLException e) {
            throw fault(file, null, "not YAML: " + e.getMessage());
        }
    }

    private static String text(Path file) throws ConfigErrors {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException e) {
            throw fault(file, null, "no such file; name an existing one with --config");
        } catch (IOException e) {
            throw fault(file, null, "cannot be read (" + e.getMessage() + "); it must be a file this user may read");
        }
        if (bytes.length > LARGEST) {
            throw fault(file, null, "larger than 1 MiB; this is not a gatehouse.yaml");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw fault(file, null, "not UTF-8 text; save it in that encoding");
        }
    }

    /** Aliases cannot be without anchors; and what has an anchor is not descended into, so that no cycle is walked. */
    private static void refuseAnchors(Path file, Node node) throws ConfigErrors {
        if (node.getAnchor() != null) {
            throw fault(
                    file,
                    node.getStartMark(),
                    "the anchor &" + node.getAnchor() + " is not supported; repeat the value instead");
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                refuseAnchors(file, tuple.getKeyNode());
                refuseAnchors(file, tuple.getValueNode());
            }
        } else if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                refuseAnchors(file, item);
            }
        }
    }

    private static ConfigErrors fault(Path file, @Nullable Mark mark, String message) {
        return new ConfigErrors(List.of(
                mark == null
                        ? new ConfigError(file.toString(), 0, 0, message)
                        : new ConfigError(file.toString(), mark.getLine() + 1, mark.getColumn() + 1, message)));
    }
}
