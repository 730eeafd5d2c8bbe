/** How well sign-ins are judged: streams of them made from published figures, attacks among them, replayed as the gateway would have seen them. */
@org.jspecify.annotations.NullMarked
package io.gatehouse.bench.accuracy;
