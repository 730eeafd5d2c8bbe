/** What the gateway costs and how well it judges. Benchmarks of what a package keeps to itself stand in that package. */
@org.jspecify.annotations.NullMarked
package io.gatehouse.bench;
