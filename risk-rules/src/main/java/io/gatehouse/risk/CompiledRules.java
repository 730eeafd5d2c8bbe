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
        ReferenceWall loader = new ReferenceWall(classes);
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
}
