package io.gatehouse.gateway.store.velocity;

/** Numbers of events in the last minute, ten minutes, hour and day. */
public record Counted(double in1m, double in10m, double in1h, double in24h) {
    public static final Counted NOTHING = new Counted(0, 0, 0, 0);
    /** Of something that was not there to be counted. */
    public static final Counted UNKNOWN = new Counted(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
