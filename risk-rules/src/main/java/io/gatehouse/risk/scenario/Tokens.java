package io.gatehouse.risk.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file, token by token: so that each fault is told with its line, and nothing that is not understood is skipped.
 *
 * <p>Each method that reads a value is called on the value's first token, and returns on its last.
 */
final class Tokens implements AutoCloseable {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final JsonParser yaml;
    private JsonLocation key = JsonLocation.NA;

    Tokens(String file, String text) throws IOException {
        this.file = file;
        this.yaml = YAML.createParser(text);
    }

    String file() {
        return file;
    }

    int line() {
        return yaml.currentTokenLocation().getLineNr();
    }

    @Nullable
    JsonToken next() throws IOException {
        return yaml.nextToken();
    }

    JsonToken current() {
        return yaml.currentToken();
    }

    /** The object's next key, standing on its value; null at the object's end. */
    @Nullable
    String nextKey() throws IOException {
        if (yaml.nextToken() != JsonToken.FIELD_NAME) {
            return null;
        }
        key = yaml.currentTokenLocation();
        String name = yaml.currentName();
        yaml.nextToken();
        return name;
    }

    void enterObject(String shape) throws BrokenRules {
        if (current() != JsonToken.START_OBJECT) {
            throw fault(shape);
        }
    }

    String text() throws IOException, BrokenRules {
        if (!current().isScalarValue() || current() == JsonToken.VALUE_NULL) {
            throw fault("a text belongs here");
        }
        return yaml.getText();
    }

    /** A list of texts, or a single one. */
    List<String> texts() throws IOException, BrokenRules {
        if (current() != JsonToken.START_ARRAY) {
            return List.of(text());
        }
        List<String> texts = new ArrayList<>();
        while (next() != JsonToken.END_ARRAY) {
            texts.add(text());
        }
        return texts;
    }

    /** A value of one of the types that facts have; numbers may be {@code unknown}. */
    Object value(String name, Class<?> type) throws IOException, BrokenRules {
        JsonToken token = current();
        if (type == boolean.class && token.isBoolean()) {
            return yaml.getBooleanValue();
        }
        if (type == double.class && token.isNumeric()) {
            return yaml.getDoubleValue();
        }
        if (type == double.class
                && token == JsonToken.VALUE_STRING
                && yaml.getText().equals("unknown")) {
            return Double.NaN;
        }
        if (type == long.class && token == JsonToken.VALUE_NUMBER_INT) {
            return yaml.getLongValue();
        }
        if (type == String.class && token.isScalarValue()) {
            return yaml.getText();
        }
        if (type == List.class && (token == JsonToken.START_ARRAY || token.isScalarValue())) {
            return List.copyOf(texts());
        }
        String wanted = type == List.class
                ? "a list of texts"
                : type == boolean.class ? "true or false" : type == String.class ? "a text" : "a number";
        throw fault("\"" + name + "\" is " + wanted + (type == double.class ? ", or the word unknown" : ""));
    }

    /** Faults the key that {@link #nextKey} gave last. */
    BrokenRules unknownKey(String name, String known) {
        return fault(key, "does not know \"" + name + "\"; there is: " + known);
    }

    BrokenRules fault(String message) {
        return fault(yaml.currentTokenLocation(), message);
    }

    BrokenRules fault(int line, String message) {
        return new BrokenRules(List.of(new RuleError(file, line, 0, "", message)));
    }

    BrokenRules fault(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("is not YAML");
        return e.getLocation() == null ? fault(0, message) : fault(e.getLocation(), message);
    }

    @Override
    public void close() throws IOException {
        yaml.close();
    }

    private BrokenRules fault(JsonLocation at, String message) {
        return new BrokenRules(List.of(new RuleError(file, at.getLineNr(), at.getColumnNr(), "", message)));
    }
}
