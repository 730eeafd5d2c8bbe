package io.gatehouse.risk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The second of two walls around rules: the classes that they were compiled into may name what {@code allowed-references.txt} lists, and nothing else; and their loader finds nothing else. All
 * of them are looked at before any is initialised. The first wall is {@link RuleLanguage}.
 */
final class ReferenceWall extends ClassLoader {
    private static final Set<String> ALLOWED = allowed();
    private static final Set<String> CLASSES =
            ALLOWED.stream().map(ReferenceWall::owner).collect(Collectors.toUnmodifiableSet());

    private final Map<String, byte[]> classes;

    /** @throws SecurityException naming what a class may not name */
    ReferenceWall(Map<String, byte[]> classes) {
        super(null);
        this.classes = classes;
        Set<String> forbidden = new TreeSet<>();
        for (byte[] bytes : classes.values()) {
            for (String reference : ConstantPool.references(bytes)) {
                if (!classes.containsKey(owner(reference).replace('/', '.')) && !isAllowed(reference)) {
                    forbidden.add(reference.replace('/', '.'));
                }
            }
        }
        if (!forbidden.isEmpty()) {
            throw new SecurityException("rules may not use " + String.join(", ", forbidden));
        }
    }

    private static boolean isAllowed(String reference) {
        return ALLOWED.contains(reference)
                || ALLOWED.contains(owner(reference) + ".*")
                || (!reference.contains(".") && (reference.isEmpty() || CLASSES.contains(reference)));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] bytes = classes.get(name);
            if (bytes != null) {
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
        if (CLASSES.contains(name.replace('.', '/'))) {
            return Class.forName(name, false, ReferenceWall.class.getClassLoader());
        }
        throw new ClassNotFoundException("rules may not use " + name);
    }

    private static String owner(String reference) {
        int dot = reference.indexOf('.');
        return dot < 0 ? reference : reference.substring(0, dot);
    }

    private static Set<String> allowed() {
        try (InputStream in = ReferenceWall.class.getResourceAsStream("allowed-references.txt")) {
            if (in == null) {
                throw new IllegalStateException("allowed-references.txt is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
