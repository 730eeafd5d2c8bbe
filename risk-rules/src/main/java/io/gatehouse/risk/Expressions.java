package io.gatehouse.risk;

import com.github.javaparser.ast.NodeList;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.BooleanLiteralExpr;
import com.github.javaparser.ast.expr.CharLiteralExpr;
import com.github.javaparser.ast.expr.ConditionalExpr;
import com.github.javaparser.ast.expr.DoubleLiteralExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.IntegerLiteralExpr;
import com.github.javaparser.ast.expr.LongLiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.expr.UnaryExpr;
import java.util.Map;
import java.util.Set;
import org.drools.mvel.parser.ast.expr.DrlNameExpr;
import org.drools.mvel.parser.ast.expr.HalfBinaryExpr;
import org.drools.mvel.parser.ast.expr.HalfPointFreeExpr;
import org.drools.mvel.parser.ast.expr.PointFreeExpr;
import org.drools.mvel.parser.printer.PrintUtil;

/**
 * The expressions of the rules' language, by enumeration: literals, facts, the names a rule gives them, operators, and a few calls that have no effect and answer at once. Whatever else a parser
 * may find is refused because it is not named here.
 *
 * <p>There is nothing that repeats, and nothing that grows but {@code +} between texts, once each time it is written. So what an expression costs is bounded by its length.
 */
final class Expressions {
    private static final Map<String, Integer> OF_TEXTS = Map.ofEntries(
            Map.entry("length", 0),
            Map.entry("isEmpty", 0),
            Map.entry("isBlank", 0),
            Map.entry("toLowerCase", 0),
            Map.entry("toUpperCase", 0),
            Map.entry("trim", 0),
            Map.entry("strip", 0),
            Map.entry("equals", 1),
            Map.entry("equalsIgnoreCase", 1),
            Map.entry("contains", 1),
            Map.entry("startsWith", 1),
            Map.entry("endsWith", 1),
            Map.entry("charAt", 1),
            Map.entry("substring", 2));
    private static final Set<String> SAY_NUMBER = Set.of("length", "size");
    private static final Set<String> SAY_TEXT =
            Set.of("toLowerCase", "toUpperCase", "trim", "strip", "charAt", "substring");
    private static final Map<String, Integer> OF_LISTS = Map.of("contains", 1, "isEmpty", 0, "size", 0);
    private static final Map<String, Integer> OF_MATH = Map.of(
            "abs", 1, "min", 2, "max", 2, "floor", 1, "ceil", 1, "sqrt", 1, "log", 1, "log10", 1, "exp", 1, "pow", 2);
    private static final Set<BinaryExpr.Operator> LOGIC = Set.of(BinaryExpr.Operator.AND, BinaryExpr.Operator.OR);
    private static final Set<BinaryExpr.Operator> COMPARISON = Set.of(
            BinaryExpr.Operator.EQUALS,
            BinaryExpr.Operator.NOT_EQUALS,
            BinaryExpr.Operator.LESS,
            BinaryExpr.Operator.LESS_EQUALS,
            BinaryExpr.Operator.GREATER,
            BinaryExpr.Operator.GREATER_EQUALS);
    private static final Set<BinaryExpr.Operator> ARITHMETIC = Set.of(
            BinaryExpr.Operator.PLUS,
            BinaryExpr.Operator.MINUS,
            BinaryExpr.Operator.MULTIPLY,
            BinaryExpr.Operator.DIVIDE,
            BinaryExpr.Operator.REMAINDER);

    private final Map<String, Value> names;
    private final boolean inCondition;

    /**
     * @param names what the rule has named so far
     * @param inCondition the groups of facts can be named by themselves
     */
    Expressions(Map<String, Value> names, boolean inCondition) {
        this.names = names;
        this.inCondition = inCondition;
    }

    /** Says what an expression stands for. */
    Value check(Expression expression) throws Refused {
        if (expression instanceof IntegerLiteralExpr
                || expression instanceof LongLiteralExpr
                || expression instanceof DoubleLiteralExpr) {
            return Value.NUMBER;
        }
        if (expression instanceof BooleanLiteralExpr) {
            return Value.FLAG;
        }
        if (expression instanceof StringLiteralExpr || expression instanceof CharLiteralExpr) {
            return Value.TEXT;
        }
        if (expression instanceof EnclosedExpr enclosed) {
            return check(enclosed.getInner());
        }
        if (expression instanceof NameExpr name) {
            return name(name);
        }
        if (expression instanceof FieldAccessExpr field) {
            return field(field);
        }
        if (expression instanceof MethodCallExpr call) {
            return call(call);
        }
        if (expression instanceof UnaryExpr unary) {
            return unary(unary);
        }
        if (expression instanceof BinaryExpr binary) {
            return binary(binary);
        }
        if (expression instanceof ConditionalExpr choice) {
            expect(Value.FLAG, choice.getCondition());
            Value then = check(choice.getThenExpr());
            expect(then, choice.getElseExpr());
            return then;
        }
        if (inCondition && expression instanceof PointFreeExpr words) {
            return words(words, check(words.getLeft()), words.getOperator().asString(), words.getRight());
        }
        throw new Refused(
                expression,
                "is not in the language of rules, which has facts, literals, comparisons, && || ! and + - * / %");
    }

    private Value name(NameExpr name) throws Refused {
        String text = name.getNameAsString();
        Value known = names.get(text);
        boolean ofOuterPattern = name instanceof DrlNameExpr drl && drl.getBackReferencesCount() > 0;
        if (known != null && !ofOuterPattern) {
            return known;
        }
        if (inCondition && !ofOuterPattern && FactSheet.groups().contains(text)) {
            return Value.group(text);
        }
        if (text.equals("PASSKEY")) {
            return Value.PROOF;
        }
        throw new Refused(
                name,
                "is nothing that a rule knows; there are the facts (" + String.join(", ", FactSheet.groups())
                        + ") and the names that the rule gives with ':'");
    }

    private Value field(FieldAccessExpr field) throws Refused {
        if (field.getTypeArguments().isPresent()) {
            throw new Refused(field, "has type arguments, which are not in the language of rules");
        }
        if (PrintUtil.printNode(field).equals("Proof.PASSKEY")) {
            return Value.PROOF;
        }
        return member(check(field.getScope()), field, field.getNameAsString());
    }

    /** A group of the sign-in, or a fact of a group. */
    private static Value member(Value of, Expression whole, String name) throws Refused {
        if (of.kind() == Value.Kind.RISK && FactSheet.groups().contains(name)) {
            return Value.group(name);
        }
        if (of.kind() == Value.Kind.GROUP) {
            String fact = of.group() + "." + name;
            Class<?> type = FactSheet.type(fact);
            if (type == null) {
                throw new Refused(whole, "there is no fact " + fact + "; there is: " + FactSheet.neighbours(fact));
            }
            return Value.of(type);
        }
        throw new Refused(whole, of.words() + " has no \"" + name + "\" for rules");
    }

    private Value call(MethodCallExpr call) throws Refused {
        String name = call.getNameAsString();
        NodeList<Expression> arguments = call.getArguments();
        if (call.getTypeArguments().isPresent()) {
            throw new Refused(call, "has type arguments, which are not in the language of rules");
        }
        if (call.getScope().isEmpty()) {
            if (inCondition && arguments.isEmpty() && FactSheet.groups().contains(name)) {
                return Value.group(name);
            }
            throw new Refused(call, "there is no " + name + "(…) in the language of rules");
        }
        Expression scope = call.getScope().get();
        if (isNamed(scope, "Math") && OF_MATH.containsKey(name)) {
            return called(call, Value.NUMBER, OF_MATH.get(name), Value.NUMBER);
        }
        if (isNamed(scope, "Double") && name.equals("isNaN")) {
            return called(call, Value.NUMBER, 1, Value.FLAG);
        }
        Value on = check(scope);
        if (on.kind() == Value.Kind.TEXT && OF_TEXTS.containsKey(name)) {
            Value takes = Set.of("charAt", "substring").contains(name) ? Value.NUMBER : Value.TEXT;
            return called(call, takes, OF_TEXTS.get(name), answer(name));
        }
        if (on.kind() == Value.Kind.TEXTS && OF_LISTS.containsKey(name)) {
            return called(call, Value.TEXT, OF_LISTS.get(name), answer(name));
        }
        if (!arguments.isEmpty()) {
            throw new Refused(call, on.words() + " has no \"" + name + "(…)\" for rules");
        }
        return member(on, call, name);
    }

    private static boolean isNamed(Expression expression, String name) {
        return expression instanceof NameExpr named && named.getNameAsString().equals(name);
    }

    private Value called(MethodCallExpr call, Value takes, int count, Value answers) throws Refused {
        if (call.getArguments().size() != count) {
            throw new Refused(call, call.getNameAsString() + " takes " + count + " arguments");
        }
        for (Expression argument : call.getArguments()) {
            expect(takes, argument);
        }
        return answers;
    }

    private static Value answer(String method) {
        return SAY_NUMBER.contains(method) ? Value.NUMBER : SAY_TEXT.contains(method) ? Value.TEXT : Value.FLAG;
    }

    private Value unary(UnaryExpr unary) throws Refused {
        return switch (unary.getOperator()) {
            case LOGICAL_COMPLEMENT -> expect(Value.FLAG, unary.getExpression());
            case PLUS, MINUS -> expect(Value.NUMBER, unary.getExpression());
            default -> throw new Refused(unary, "changes something, and rules only look");
        };
    }

    private Value binary(BinaryExpr binary) throws Refused {
        BinaryExpr.Operator operator = binary.getOperator();
        if (LOGIC.contains(operator)) {
            expect(Value.FLAG, binary.getLeft());
            // "speedKmh >= 5 || <= 4": the right half speaks of what the left one does.
            if (binary.getRight() instanceof HalfBinaryExpr half) {
                check(half.getRight());
            } else if (binary.getRight() instanceof HalfPointFreeExpr half) {
                words(half, leftOf(binary.getLeft()), half.getOperator().asString(), half.getRight());
            } else {
                expect(Value.FLAG, binary.getRight());
            }
            return Value.FLAG;
        }
        Value left = check(binary.getLeft());
        if (COMPARISON.contains(operator)) {
            expect(left, binary.getRight());
            return Value.FLAG;
        }
        if (ARITHMETIC.contains(operator)) {
            Value right = check(binary.getRight());
            if (operator == BinaryExpr.Operator.PLUS && (left.equals(Value.TEXT) || right.equals(Value.TEXT))) {
                return Value.TEXT;
            }
            expect(Value.NUMBER, binary.getLeft());
            return expect(Value.NUMBER, binary.getRight());
        }
        throw new Refused(binary, "the operator " + operator.asString() + " is not in the language of rules");
    }

    private Value leftOf(Expression expression) throws Refused {
        Expression left = expression;
        while (left instanceof BinaryExpr binary && LOGIC.contains(binary.getOperator())) {
            left = binary.getLeft();
        }
        if (left instanceof BinaryExpr comparison) {
            return check(comparison.getLeft());
        }
        return left instanceof PointFreeExpr words ? check(words.getLeft()) : check(left);
    }

    /** Operators that are words. */
    private Value words(Expression whole, Value left, String operator, NodeList<Expression> right) throws Refused {
        switch (operator) {
            case "contains" -> {
                if (left.kind() != Value.Kind.TEXT && left.kind() != Value.Kind.TEXTS) {
                    throw new Refused(whole, left.words() + " contains nothing");
                }
                expectAll(Value.TEXT, right);
            }
            case "in" -> {
                if (left.kind() != Value.Kind.TEXT) {
                    throw new Refused(
                            whole, "\"in\" is for texts, since a number may be unknown; write x == 5 || x == 6");
                }
                expectAll(Value.TEXT, right);
            }
            case "memberOf" -> expectAll(Value.TEXTS, right);
            case "matches" -> {
                for (Expression pattern : right) {
                    if (left.kind() != Value.Kind.TEXT || !(pattern instanceof StringLiteralExpr literal)) {
                        throw new Refused(whole, "\"matches\" compares a text with a pattern that is written out");
                    }
                    String fault = SafeRegex.fault(literal.asString());
                    if (!fault.isEmpty()) {
                        throw new Refused(pattern, fault);
                    }
                }
            }
            default -> throw new Refused(whole, "there is no \"" + operator + "\" in the language of rules");
        }
        return Value.FLAG;
    }

    private void expectAll(Value value, NodeList<Expression> expressions) throws Refused {
        for (Expression expression : expressions) {
            expect(value, expression);
        }
    }

    /** Checks that an expression is of a kind. */
    Value expect(Value wanted, Expression expression) throws Refused {
        Value seen = check(expression);
        if (!seen.equals(wanted)) {
            throw new Refused(expression, "is " + seen.words() + ", and " + wanted.words() + " belongs here");
        }
        return seen;
    }
}
