package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import io.gatehouse.gateway.flow.enrich.Atlas;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By what recorded sign-ins are judged again: a configuration's rules, thresholds, databases and retention, or what a gateway has without one. */
record Ruling(
        @Nullable Config config,
        Config.Rules rules,
        @Nullable Path directory,
        Duration retention) {

    /** @param directory of rules, in place of the configuration's */
    static Ruling of(@Nullable Path config, @Nullable Path directory) throws IOException, ConfigErrors {
        if (config == null) {
            return new Ruling(
                    null,
                    new Config.Rules(null, Thresholds.DEFAULT, Duration.ofDays(14)),
                    directory,
                    Duration.ofDays(180));
        }
        Config read = new ConfigReader().read(config);
        return new Ruling(
                read,
                read.rules(),
                directory == null ? read.rules().directory() : directory,
                read.privacy().retention());
    }

    RuleBook book() throws IOException, BrokenRules {
        return directory == null ? RuleBook.shipped() : RuleBook.compile(directory);
    }

    Atlas atlas() throws IOException, ConfigErrors {
        return config == null
                ? Atlas.open(new Config.Geo(Map.of()), List.of())
                : Atlas.open(config.geo(), config.networks());
    }
}
