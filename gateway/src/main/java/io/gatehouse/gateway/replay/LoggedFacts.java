package io.gatehouse.gateway.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.risk.Facts;
import java.lang.reflect.RecordComponent;

/** Reads facts back from a decision log. What an older log does not have is unknown; what a newer one has beyond is passed over. */
final class LoggedFacts {
    private LoggedFacts() {}

    static Facts read(JsonNode json) {
        return (Facts) rebuilt(Facts.UNKNOWN, json);
    }

    private static Record rebuilt(Record unknown, JsonNode json) {
        RecordComponent[] components = unknown.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] parts = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                Object part = components[i].getAccessor().invoke(unknown);
                JsonNode told = json.path(components[i].getName());
                parts[i] = part instanceof Record group ? rebuilt(group, told) : value(part, told);
            }
            return unknown.getClass().getDeclaredConstructor(types).newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("facts are public records of public records", e);
        }
    }

    private static Object value(Object unknown, JsonNode told) {
        if (unknown instanceof Double) {
            return told.isNumber() ? told.doubleValue() : unknown;
        }
        if (unknown instanceof Long) {
            return told.isNumber() ? told.longValue() : unknown;
        }
        if (unknown instanceof Boolean) {
            return told.isBoolean() ? told.booleanValue() : unknown;
        }
        return unknown instanceof String && told.isTextual() ? told.textValue() : unknown;
    }
}
