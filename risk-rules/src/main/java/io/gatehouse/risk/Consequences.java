package io.gatehouse.risk;

import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.EmptyStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import com.github.javaparser.ast.stmt.IfStmt;
import com.github.javaparser.ast.stmt.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a rule may do: say what it found, under conditions at most. Nothing repeats, nothing is kept, and nothing that another rule looks at changes; so no rule can wake itself or another. */
final class Consequences {
    private static final Map<String, List<List<Value>>> VERBS = Map.of(
            "add", List.of(List.of(Value.NUMBER, Value.TEXT)),
            "challenge", List.of(List.of(Value.TEXT), List.of(Value.TEXT, Value.PROOF)),
            "block", List.of(List.of(Value.TEXT)),
            "allow", List.of(List.of(Value.TEXT)),
            "notify", List.of(List.of(Value.TEXT)));
    private static final String SAY =
            "a rule says add(points, reason), challenge(reason), challenge(reason, PASSKEY), block(reason), allow(reason) or notify(reason)";

    private final Map<String, Value> names;
    private final Expressions expressions;

    Consequences(Map<String, Value> names) {
        this.names = names;
        this.expressions = new Expressions(names, false);
    }

    void check(Statement statement) throws Refused {
        if (statement instanceof BlockStmt block) {
            for (Statement each : block.getStatements()) {
                check(each);
            }
        } else if (statement instanceof IfStmt choice) {
            expressions.expect(Value.FLAG, choice.getCondition());
            check(choice.getThenStmt());
            if (choice.getElseStmt().isPresent()) {
                check(choice.getElseStmt().get());
            }
        } else if (statement instanceof ExpressionStmt said) {
            say(said.getExpression());
        } else if (!(statement instanceof EmptyStmt)) {
            throw new Refused(statement, "is not in the language of rules: " + SAY);
        }
    }

    private void say(Expression expression) throws Refused {
        if (!(expression instanceof MethodCallExpr call)
                || !(call.getScope().orElse(null) instanceof NameExpr on)
                || !Value.RISK.equals(names.get(on.getNameAsString()))
                || call.getTypeArguments().isPresent()
                || !VERBS.containsKey(call.getNameAsString())) {
            throw new Refused(expression, "is nothing that a rule can do; with $r : Risk( … ), " + SAY);
        }
        List<Value> given = new ArrayList<>();
        for (Expression argument : call.getArguments()) {
            given.add(expressions.check(argument));
        }
        if (!VERBS.get(call.getNameAsString()).contains(given)) {
            throw new Refused(call, "takes other arguments: " + SAY);
        }
    }
}
