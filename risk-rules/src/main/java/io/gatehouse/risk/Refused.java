package io.gatehouse.risk;

import com.github.javaparser.ast.Node;

/** A part of a rule that is not in the rules' language. */
final class Refused extends Exception {
    private final transient Node node;

    Refused(Node node, String why) {
        super(why);
        this.node = node;
    }

    Node node() {
        return node;
    }
}
