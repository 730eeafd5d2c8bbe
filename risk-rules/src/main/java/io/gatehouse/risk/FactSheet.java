package io.gatehouse.risk;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The facts by name: {@code travel.speedKmh}. */
public final class FactSheet {
    private static final Map<String, Class<?>> TYPES = types();
    private static final Set<String> GROUPS = Arrays.stream(Facts.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toUnmodifiableSet());

    private FactSheet() {}

    /** {@code account}, {@code place}, …, as the facts have them. */
    static Set<String> groups() {
        return GROUPS;
    }

    /** {@code double}, {@code long}, {@code boolean}, {@code String} or a {@code List} of texts; null for a name that is no fact. */
    public static @Nullable Class<?> type(String name) {
        return TYPES.get(name);
    }

    /** The facts of the group that a name begins with; all facts where there is no such group. */
    public static String neighbours(String name) {
        String group = name.substring(0, name.indexOf('.') + 1);
        List<String> inGroup =
                TYPES.keySet().stream().filter(each -> each.startsWith(group)).toList();
        return String.join(", ", inGroup.isEmpty() ? TYPES.keySet() : inGroup);
    }

    /** The same facts with these values, each of its {@link #type}. */
    public static Facts with(Facts facts, Map<String, Object> values) {
        return values.isEmpty() ? facts : (Facts) rebuilt(facts, "", values);
    }

    private static Record rebuilt(Record old, String prefix, Map<String, Object> values) {
        RecordComponent[] components = old.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] parts = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                String name = prefix + components[i].getName();
                Object part = components[i].getAccessor().invoke(old);
                types[i] = components[i].getType();
                parts[i] = part instanceof Record group
                        ? rebuilt(group, name + ".", values)
                        : values.getOrDefault(name, part);
            }
            Constructor<? extends Record> constructor = old.getClass().getDeclaredConstructor(types);
            return constructor.newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("facts are public records of public records", e);
        }
    }

    private static Map<String, Class<?>> types() {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        for (RecordComponent group : Facts.class.getRecordComponents()) {
            for (RecordComponent fact : group.getType().getRecordComponents()) {
                types.put(group.getName() + "." + fact.getName(), fact.getType());
            }
        }
        return types;
    }
}
