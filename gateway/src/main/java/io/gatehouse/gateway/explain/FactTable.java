package io.gatehouse.gateway.explain;

import io.gatehouse.risk.Facts;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Facts by the names that rules have for them: {@code travel.speedKmh}. */
final class FactTable {
    private FactTable() {}

    /** All, by name. */
    static Map<String, Object> of(Facts facts) {
        Map<String, Object> table = new TreeMap<>();
        try {
            for (RecordComponent group : Facts.class.getRecordComponents()) {
                Object part = group.getAccessor().invoke(facts);
                for (RecordComponent fact : group.getType().getRecordComponents()) {
                    table.put(
                            group.getName() + "." + fact.getName(),
                            fact.getAccessor().invoke(part));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("facts are public records of public records", e);
        }
        return table;
    }

    /** The same facts, but for one. */
    static Facts with(Facts facts, String name, Object value) {
        return (Facts) replaced(facts, "", name, value);
    }

    private static Record replaced(Record record, String prefix, String name, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] parts = new @Nullable Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                String path = prefix + components[i].getName();
                Object part = components[i].getAccessor().invoke(record);
                types[i] = components[i].getType();
                if (path.equals(name)) {
                    parts[i] = value;
                } else if (part instanceof Record group && name.startsWith(path + ".")) {
                    parts[i] = replaced(group, path + ".", name, value);
                } else {
                    parts[i] = part;
                }
            }
            return record.getClass().getDeclaredConstructor(types).newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("facts are public records of public records", e);
        }
    }

    /** As people read it. */
    static String shown(Object value) {
        if (value instanceof Double number) {
            return number.isNaN() ? "unknown" : rounded(number);
        }
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }

    private static String rounded(double number) {
        double rounded = Math.rint(number * 1_000) / 1_000;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
