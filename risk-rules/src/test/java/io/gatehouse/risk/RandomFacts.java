package io.gatehouse.risk;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Facts at random: unknown, on the limits that rules have, and anywhere. */
final class RandomFacts {
    private static final double[] NUMBERS = {
        Double.NaN,
        -1,
        0,
        0.01,
        0.02,
        0.04,
        0.05,
        0.2,
        0.3,
        0.7,
        0.8,
        1,
        2,
        3,
        4,
        5,
        9,
        10,
        14,
        15,
        19,
        20,
        24,
        30,
        40,
        90,
        91,
        100,
        101,
        200,
        300,
        301,
        900,
        901,
        1e9,
        Double.POSITIVE_INFINITY
    };
    private static final String[] TEXTS = {"", "NO", "SE", "curl", "Firefox"};

    private final RandomGenerator random;

    RandomFacts(RandomGenerator random) {
        this.random = random;
    }

    Facts next() {
        return (Facts) next(Facts.class);
    }

    Object next(Class<?> type) {
        if (type == double.class) {
            return random.nextInt(8) == 0 ? random.nextDouble() * 1000 : NUMBERS[random.nextInt(NUMBERS.length)];
        }
        if (type == boolean.class) {
            return random.nextInt(3) == 0;
        }
        if (type == long.class) {
            return random.nextLong(5);
        }
        if (type == String.class) {
            return TEXTS[random.nextInt(TEXTS.length)];
        }
        if (type == List.class) {
            return random.nextInt(3) == 0 ? List.of("blocklist") : List.of();
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] parts = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            parts[i] = next(types[i]);
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("facts are records", e);
        }
    }

    /** A group of measures that are all the same. */
    static <T> T everywhere(Class<T> group, double number) {
        Class<?>[] types = new Class<?>[group.getRecordComponents().length];
        Object[] parts = new Object[types.length];
        Arrays.fill(types, double.class);
        Arrays.fill(parts, number);
        try {
            return group.getDeclaredConstructor(types).newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("facts are records", e);
        }
    }
}
