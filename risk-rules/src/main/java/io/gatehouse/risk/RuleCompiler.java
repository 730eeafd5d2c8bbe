package io.gatehouse.risk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.builder.model.KieModuleModel;
import org.kie.internal.builder.InternalKieBuilder;
import org.kie.internal.builder.conf.ParallelLambdaExternalizationOption;
import org.kie.internal.builder.conf.ParallelRulesBuildThresholdOption;

/**
 * Compiles rules into classes through Drools' executable model. Nothing of them stays behind in Drools' repository, or a reload would leak.
 */
final class RuleCompiler {
    private static final int MAX_MESSAGE = 300;
    private static final String FOLDER = "src/main/resources/rules/";
    private static final String DROOLS_COMPARISON = "org/drools/modelcompiler/util/EvaluationUtil";
    private static final String OUR_COMPARISON =
            UnknownComparison.class.getName().replace('.', '/');

    private RuleCompiler() {}

    /** @throws BrokenRules with what Drools says: often without a line or a rule, see {@link FaultFinder} */
    static synchronized CompiledRules compile(List<ParsedFile> files) throws BrokenRules {
        KieServices kie = KieServices.get();
        KieFileSystem sources = kie.newKieFileSystem();
        // The release goes into the names of classes: always the same, so that the same rules become the same bytes.
        // Drools keeps builds by release, and
        // would mix up two with one id: hence one at a time, and each is removed.
        ReleaseId release = kie.newReleaseId("io.gatehouse", "rules", "1");
        sources.generateAndWritePomXML(release);
        for (ParsedFile file : files) {
            sources.write(FOLDER + file.name(), file.forDrools());
        }
        try {
            InternalKieBuilder builder =
                    (InternalKieBuilder) kie.newKieBuilder(sources, RuleCompiler.class.getClassLoader());
            builder.withKModuleModel(onOneThread(kie)).buildAll(ExecutableModelProject.class);
            List<RuleError> errors = builder.getResults().getMessages(Message.Level.ERROR).stream()
                    .filter(message -> !message.getText().startsWith("Java source of "))
                    .map(RuleCompiler::error)
                    .toList();
            if (!errors.isEmpty()) {
                throw new BrokenRules(errors);
            }
            CompiledRules compiled = classes((InternalKieModule) builder.getKieModule());
            // A bad regular expression passes the build; it fails where the classes are initialised.
            compiled.models();
            return compiled;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new BrokenRules("", "cannot be compiled: " + oneLine(rootOf(e).toString()));
        } finally {
            kie.getRepository().removeKieModule(release);
        }
    }

    /** On several threads, Drools names classes by which came first, and takes the cores that serve sign-ins. */
    private static KieModuleModel onOneThread(KieServices kie) {
        return kie.newKieModuleModel()
                .setConfigurationProperty(ParallelRulesBuildThresholdOption.PROPERTY_NAME, "-1")
                .setConfigurationProperty(
                        ParallelLambdaExternalizationOption.PROPERTY_NAME,
                        ParallelLambdaExternalizationOption.DISABLED.name());
    }

    static String oneLine(String message) {
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE - 1) + "…";
    }

    private static CompiledRules classes(InternalKieModule module) {
        Map<String, byte[]> classes = new TreeMap<>();
        List<String> models = new ArrayList<>();
        for (String name : module.getFileNames()) {
            // The ProjectModel class finds a module's models by its release id; here they are found by name.
            if (name.endsWith(".class") && !name.startsWith("org/drools/")) {
                classes.put(
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                        ConstantPool.replace(module.getBytes(name), DROOLS_COMPARISON, OUR_COMPARISON));
            } else if (name.endsWith("/drools-model")) {
                new String(module.getBytes(name), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.contains(":"))
                        .forEach(models::add);
            }
        }
        return new CompiledRules(models.stream().sorted().toList(), classes);
    }

    private static RuleError error(Message message) {
        String path = message.getPath() == null ? "" : message.getPath();
        // A generated Java file's name and lines mean nothing to the author of a rule.
        boolean drl = path.endsWith(".drl");
        return new RuleError(
                drl ? path.substring(path.lastIndexOf('/') + 1) : "",
                drl ? Math.max(0, message.getLine()) : 0,
                0,
                "",
                oneLine(message.getText().replaceAll("(class )?io\\.gatehouse\\.risk\\.(Facts\\$)?", "")));
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
