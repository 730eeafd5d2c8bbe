package io.gatehouse.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;

/**
 * Rules as classes.
 *
 * @param modelClasses the classes that list the rules, one a package of the sources
 * @param classes every class, by name
 */
record CompiledRules(List<String> modelClasses, Map<String, byte[]> classes) {

    /** Loads the classes in a loader of their own and links them into a network that decides. Neither parses nor compiles. */
    KieBase link() {
        return KieBaseBuilder.createKieBaseFromModel(models());
    }

    List<Model> models() {
        Loader loader = new Loader(classes);
        List<Model> models = new ArrayList<>();
        for (String name : modelClasses) {
            try {
                models.add(
                        (Model) loader.loadClass(name).getDeclaredConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("compiled rules do not fit together: " + name, e);
            }
        }
        return models;
    }

    /** Knows the classes of one rule book, and asks the gateway's own loader for all others. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(CompiledRules.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
