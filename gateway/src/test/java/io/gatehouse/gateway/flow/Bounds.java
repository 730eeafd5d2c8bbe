package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Limits of which a test changes a few. */
final class Bounds {
    int header = 8 * 1024;
    Duration headerTimeout = Duration.ofSeconds(10);
    Duration idle = Duration.ofSeconds(20);
    Duration answer = Duration.ofSeconds(20);
    int connections = 1000;
    int connectionsPerClient = 1000;
    int streams = 100;
    int exchanges = 1000;

    static UnaryOperator<Config.Limits> with(Consumer<Bounds> change) {
        Bounds bounds = new Bounds();
        change.accept(bounds);
        return ignored -> bounds.limits();
    }

    Config.Limits limits() {
        return new Config.Limits(
                header,
                8 * 1024,
                headerTimeout,
                idle,
                Duration.ofSeconds(5),
                answer,
                Duration.ofSeconds(20),
                connections,
                connectionsPerClient,
                streams,
                exchanges,
                100);
    }
}
