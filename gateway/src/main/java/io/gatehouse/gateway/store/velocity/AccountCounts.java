package io.gatehouse.gateway.store.velocity;

/** What happened to one account lately. */
final class AccountCounts {
    private final SlidingCounts failures = new SlidingCounts();
    private final SlidingCounts challenges = new SlidingCounts();
    private final SlidingCounts denials = new SlidingCounts();

    synchronized void failed(long second) {
        failures.add(second);
    }

    synchronized void challenged(long second) {
        challenges.add(second);
    }

    synchronized void denied(long second) {
        denials.add(second);
    }

    synchronized Velocities.OfAccount seen(long second) {
        return new Velocities.OfAccount(
                failures.counted(second),
                challenges.counted(second).in1h(),
                denials.counted(second).in24h());
    }
}
