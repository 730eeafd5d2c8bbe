/**
 * Facts about one sign-in go in, a verdict with its reasons comes out. Knows Drools and nobody else.
 *
 * <p>{@link io.gatehouse.risk.Facts} is what is known; a rule book, compiled from a folder of {@code *.drl} files, judges it; the rules write
 * what they find into a {@link io.gatehouse.risk.Risk}.
 */
package io.gatehouse.risk;
