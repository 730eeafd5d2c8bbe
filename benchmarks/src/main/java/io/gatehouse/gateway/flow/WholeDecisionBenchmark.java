package io.gatehouse.gateway.flow;

import io.gatehouse.bench.Recorder;
import io.gatehouse.bench.Site;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.flow.detect.CredentialsReader;
import io.gatehouse.gateway.flow.detect.Detector;
import io.gatehouse.gateway.flow.detect.Intent;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import io.gatehouse.gateway.flow.detect.QuarantineCheck;
import io.gatehouse.gateway.flow.judge.Judge;
import io.gatehouse.gateway.store.embedded.EmbeddedQuarantine;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.RuleBook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The whole decision, from a request that is parsed to the verdict: recognised, read, its cookies and headers looked at, place, memory and counts found out, and judged by the default rules. On one thread:
 * a gateway judges on another than the connection's, which costs two hand-overs more.
 */
@State(Scope.Benchmark)
public class WholeDecisionBenchmark {
    private final Site site = new Site();
    private final QuarantineCheck quarantine = new QuarantineCheck(
            new EmbeddedQuarantine(EmbeddedStore.inMemory(), InstantSource.fixed(Site.NOW)),
            site.keyring,
            InstantSource.fixed(Site.NOW));
    private final Detector detector = new Detector(site.config, quarantine);
    private final Exchange exchange = Recorder.exchange(site);
    private final RuleBook rules = RuleBook.shipped();
    private final Judge judge =
            new Judge(() -> rules, site.config.rules(), site.config.fail(), Runnable::run, Duration.ofSeconds(1));

    @Benchmark
    public CompletionStage<Judgement> decision() throws MalformedLogin {
        if (!(detector.detect(exchange) instanceof Intent.Login intent)) {
            throw new IllegalStateException("the sign-in was not recognised");
        }
        String user = CredentialsReader.user(intent.login(), exchange.head(), Site.BODY)
                .orElseThrow();
        LoginAttempt attempt = SignIn.attempt(exchange, intent.login(), user, Config.PrivacyMode.STANDARD);
        return site.enricher
                .enrich(attempt)
                .thenCompose(enriched ->
                        judge.judge(enriched.facts(), !enriched.unknown().isEmpty()));
    }
}
