package io.gatehouse.gateway.flow.detect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;

/** A JSON body, read strictly: a key that comes twice is refused, even if the two differ in case, for Go and .NET then take the last. */
final class JsonLogin {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode root;

    private JsonLogin(JsonNode root) {
        this.root = root;
    }

    static JsonLogin parse(String text) throws MalformedLogin {
        try {
            return new JsonLogin(JSON.readTree(text));
        } catch (IOException e) {
            throw new MalformedLogin("the body is not strict JSON in UTF-8");
        }
    }

    /** What stands between two quotation marks, with escapes undone. */
    static String unescaped(String text) throws MalformedLogin {
        try {
            return JSON.readTree('"' + text + '"').textValue();
        } catch (IOException e) {
            throw new MalformedLogin("the body is not strict JSON in UTF-8");
        }
    }

    /** Whether some object in it, however deep, has the key. */
    boolean mayHave(String key) {
        return mayHave(root, new FieldName(key));
    }

    private static boolean mayHave(JsonNode node, FieldName wanted) {
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            if (wanted.couldBeKey(keys.next())) {
                return true;
            }
        }
        for (JsonNode child : node) {
            if (mayHave(child, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** The text at a pointer; empty if there is none. */
    Optional<String> text(String pointer) throws MalformedLogin {
        JsonNode node = root;
        for (JsonPointer at = JsonPointer.compile(pointer); !at.matches(); at = at.tail()) {
            if (node.isObject()) {
                refuseOtherSpellings(node, at.getMatchingProperty());
                node = node.path(at.getMatchingProperty());
            } else {
                node = node.path(at.getMatchingIndex());
            }
        }
        return Optional.ofNullable(node.textValue());
    }

    private static void refuseOtherSpellings(JsonNode object, String key) throws MalformedLogin {
        for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
            String other = keys.next();
            if (other.equalsIgnoreCase(key) && !other.equals(key)) {
                throw new MalformedLogin("the body has a key that some applications take for '" + key + "'");
            }
        }
    }
}
