package io.gatehouse.risk;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.SimpleName;
import com.github.javaparser.ast.stmt.BlockStmt;
import io.gatehouse.risk.ParsedFile.Section;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AnnotatedBaseDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.QueryDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.model.codegen.execmodel.generator.DrlxParseUtil;
import org.drools.mvel.parser.ast.expr.DrlxExpression;
import org.drools.mvel.parser.printer.PrintUtil;

/**
 * The first of two walls around rules: what a parsed file may consist of. Rules that pass are one pattern over {@link Risk} and a consequence that says something; see {@link Expressions} and
 * {@link Consequences}. The second wall is {@link ReferenceWall}.
 *
 * <p>Checked is what Drools' own parsers make of the text, since that is what Drools compiles; and what is not listed is refused.
 */
final class RuleLanguage {
    private static final int LONGEST_RULE = 8_192;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N} _.,:;()'’!?+*/%&<>=#@\\[\\]–—…-]{1,120}");
    private static final Set<String> IMPORTS =
            Set.of("io.gatehouse.risk.*", "io.gatehouse.risk.Risk", "io.gatehouse.risk.Proof");
    private static final Map<String, Pattern> ATTRIBUTES = Map.of(
            "salience", Pattern.compile("-?\\d{1,9}"),
            "no-loop", Pattern.compile("true|false"),
            "enabled", Pattern.compile("true|false"),
            "dialect", Pattern.compile("java"));
    private static final String ONE_FACT =
            "a rule has one pattern, like $r : Risk( travel.speedKmh > 900, device.unseen )";

    private final RuleFile file;
    private final List<RuleError> errors = new ArrayList<>();

    private RuleLanguage(RuleFile file) {
        this.file = file;
    }

    /** All that is not in the language, at most one fault a pattern's constraint and a consequence. */
    static List<RuleError> faults(RuleFile file, PackageDescr parsed, List<Section> sections) {
        RuleLanguage language = new RuleLanguage(file);
        language.checkPackage(parsed);
        int i = 0;
        for (RuleDescr rule : parsed.getRules()) {
            if (rule instanceof QueryDescr) {
                language.refuse(rule, rule.getName(), "there are no queries in the language of rules");
            } else {
                language.checkRule(rule, sections.get(i++));
            }
        }
        return language.errors;
    }

    private void checkPackage(PackageDescr parsed) {
        if (parsed.getName() != null && !parsed.getName().isEmpty()) {
            refuse(parsed, "", "rules need no package; remove the line \"package " + parsed.getName() + "\"");
        }
        for (ImportDescr imported : parsed.getImports()) {
            if (!IMPORTS.contains(imported.getTarget())) {
                refuse(
                        imported,
                        "",
                        "\"import " + imported.getTarget()
                                + "\": rules may import io.gatehouse.risk.* and nothing else");
            }
        }
        refuseAll(parsed.getFunctionImports(), "imported functions");
        refuseAll(parsed.getAccumulateImports(), "accumulate functions");
        refuseAll(parsed.getGlobals(), "globals");
        refuseAll(parsed.getFunctions(), "functions");
        refuseAll(parsed.getTypeDeclarations(), "declared types");
        refuseAll(parsed.getEnumDeclarations(), "declared types");
        refuseAll(parsed.getEntryPointDeclarations(), "entry points");
        refuseAll(parsed.getWindowDeclarations(), "windows");
        if (parsed.getUnit() != null) {
            refuse(parsed.getUnit(), "", "there are no units in the language of rules");
        }
        parsed.getAttributes().forEach(attribute -> checkAttribute(attribute, ""));
    }

    private void refuseAll(Collection<? extends BaseDescr> descriptions, String what) {
        descriptions.forEach(each -> refuse(each, "", "there are no " + what + " in the language of rules"));
    }

    private void refuseAnnotations(AnnotatedBaseDescr annotated, String rule) {
        if (!annotated.getAnnotations().isEmpty()) {
            refuse(annotated, rule, "there are no annotations in the language of rules; write a comment");
        }
    }

    private void checkAttribute(AttributeDescr attribute, String rule) {
        Pattern values = ATTRIBUTES.get(attribute.getName());
        String value = String.valueOf(attribute.getValue());
        if (values == null || !values.matcher(value).matches()) {
            refuse(
                    attribute,
                    rule,
                    "\"" + attribute.getName() + " " + RuleCompiler.oneLine(value)
                            + "\": rules may have salience with a number, no-loop and enabled with true or false");
        }
    }

    private void checkRule(RuleDescr rule, Section section) {
        String name = rule.getName();
        if (!NAME.matcher(name).matches()) {
            refuse(
                    rule,
                    "",
                    "a rule's name is 1 to 120 letters, digits, spaces and common signs, without quotes and \\");
            return;
        }
        if (section.to() - section.from() > LONGEST_RULE) {
            refuse(rule, name, "is longer than " + LONGEST_RULE + " characters; split it");
            return;
        }
        if (rule.hasParent()) {
            refuse(rule, name, "a rule extends no other; repeat the condition");
        }
        refuseAnnotations(rule, name);
        rule.getAttributes().values().forEach(attribute -> checkAttribute(attribute, name));
        if (!rule.getNamedConsequences().isEmpty()) {
            refuse(rule, name, "a rule has one \"then\" without a name");
        }
        List<? extends BaseDescr> parts = rule.getLhs().getDescrs();
        if (parts.size() != 1 || !(parts.get(0) instanceof PatternDescr pattern)) {
            refuse(
                    parts.isEmpty() ? rule : parts.get(parts.size() - 1),
                    name,
                    ONE_FACT + "; \"or\" is written || within it");
            parts.forEach(part -> checkType(part, name));
            return;
        }
        Map<String, Value> names = new HashMap<>();
        checkPattern(pattern, section, names);
        checkConsequence(rule, section, names);
    }

    private void checkType(BaseDescr part, String rule) {
        if (part instanceof PatternDescr pattern) {
            String type = String.valueOf(pattern.getObjectType());
            String group = type.toLowerCase(Locale.ROOT);
            if (FactSheet.groups().contains(group)) {
                String first = FactSheet.neighbours(group + ".").split(", ", 2)[0];
                refuse(pattern, rule, type + "( … ) is a part of the one fact: write Risk( " + first + " … )");
            } else if (!type.equals("Risk") && !type.equals("io.gatehouse.risk.Risk")) {
                refuse(pattern, rule, type + "( … ): there is one fact, Risk( … )");
            }
        }
    }

    private void checkPattern(PatternDescr pattern, Section section, Map<String, Value> names) {
        int before = errors.size();
        checkType(pattern, section.rule());
        if (pattern.getSource() != null
                || !pattern.getBehaviors().isEmpty()
                || pattern.isQuery()
                || pattern.isUnification()
                || !pattern.getPositionalConstraints().isEmpty()) {
            refuse(pattern, section.rule(), "from, over, :=, ? and ; are not in the language of rules: " + ONE_FACT);
        }
        refuseAnnotations(pattern, section.rule());
        if (errors.size() > before) {
            return;
        }
        if (pattern.getIdentifier() != null && !pattern.getIdentifier().isEmpty()) {
            names.put(pattern.getIdentifier(), Value.RISK);
        }
        int from = section.from();
        for (BaseDescr part : pattern.getDescrs()) {
            if (part instanceof ExprConstraintDescr constraint
                    && constraint.getType() == ExprConstraintDescr.Type.NAMED) {
                Fragment fragment = Fragment.find(file, section, constraint.getExpression(), from);
                from = Math.max(from, fragment.offset());
                checkCondition(fragment, names);
            } else {
                refuse(pattern, section.rule(), ONE_FACT);
            }
        }
    }

    private void checkCondition(Fragment condition, Map<String, Value> names) {
        try {
            DrlxExpression parsed = DrlxParseUtil.parseExpression(condition.text());
            SimpleName bind = parsed.getBind();
            Expressions expressions = new Expressions(names, true);
            if (bind == null) {
                expressions.expect(Value.FLAG, parsed.getExpr());
            } else if (isPath(parsed.getExpr())) {
                names.put(bind.asString(), expressions.check(parsed.getExpr()));
            } else {
                throw new Refused(parsed.getExpr(), "a name stands for a fact, like $speed : travel.speedKmh");
            }
        } catch (Refused refused) {
            errors.add(condition.refuse(refused.node(), String.valueOf(refused.getMessage())));
        } catch (RuntimeException | StackOverflowError e) {
            errors.add(condition.unreadable(e));
        }
    }

    /** Facts may get a name, results not: texts that are put together again and again would grow without bound. */
    private static boolean isPath(Node node) {
        return PrintUtil.printNode(node).matches("\\w+(\\.\\w+)*");
    }

    private void checkConsequence(RuleDescr rule, Section section, Map<String, Value> names) {
        String text = String.valueOf(rule.getConsequence());
        int begins = file.text().lastIndexOf(text, section.to());
        Fragment consequence =
                new Fragment(file, section.rule(), text, begins < section.from() ? -1 : begins, section.line());
        try {
            BlockStmt parsed = DrlxParseUtil.parseBlock(consequence.text());
            new Consequences(names).check(parsed);
        } catch (Refused refused) {
            errors.add(consequence.refuse(refused.node(), String.valueOf(refused.getMessage())));
        } catch (RuntimeException | StackOverflowError e) {
            errors.add(consequence.unreadable(e));
        }
    }

    private void refuse(BaseDescr at, String rule, String message) {
        errors.add(
                new RuleError(file.name(), Math.max(0, at.getLine()), Math.max(0, at.getColumn() + 1), rule, message));
    }
}
