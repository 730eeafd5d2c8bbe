/**
 * Backtests: recorded sign-ins go through enrich, judge and settle again, on a virtual clock and an empty memory, on one thread.
 *
 * <p>{@link io.gatehouse.gateway.replay.Replay} reads a file; {@link io.gatehouse.gateway.replay.Rerun} is one rule set with its memory, for whoever has sign-ins otherwise.
 */
package io.gatehouse.gateway.replay;
