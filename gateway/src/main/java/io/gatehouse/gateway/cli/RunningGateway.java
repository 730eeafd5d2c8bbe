package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.challenge.phone.EnrolmentLinks;
import io.gatehouse.gateway.challenge.push.Delivery;
import io.gatehouse.gateway.challenge.push.PushBell;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.console.Approvers;
import io.gatehouse.gateway.console.Operations;
import io.gatehouse.gateway.console.RuleOperations;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.flow.enrich.Enricher;
import io.gatehouse.gateway.store.Stores;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A gateway that serves, as its operator sees it. */
final class RunningGateway implements Gateway, Operations {
    private final @Nullable EnrolmentLinks links;
    private final Approvers approvers;
    private final Stores stores;
    private final PushBell bell;
    private final Enricher enricher;
    private final RuleOperations rules;
    private final InstantSource clock;
    private final Closing closing;
    private volatile Config.Mode mode;

    /**
     * @param links null where there is no phone page
     * @param closing all that is open
     */
    RunningGateway(
            Config.Mode mode,
            @Nullable EnrolmentLinks links,
            Approvers approvers,
            Stores stores,
            PushBell bell,
            Enricher enricher,
            RuleOperations rules,
            InstantSource clock,
            Closing closing) {
        this.mode = mode;
        this.links = links;
        this.approvers = approvers;
        this.stores = stores;
        this.bell = bell;
        this.enricher = enricher;
        this.rules = rules;
        this.clock = clock;
        this.closing = closing;
    }

    @Override
    public Operations operations() {
        return this;
    }

    @Override
    public List<String> notReady() {
        return stores.notReady();
    }

    @Override
    public Config.Mode mode() {
        return mode;
    }

    @Override
    public void switchTo(Config.Mode next) {
        if (next == Config.Mode.ENFORCE && links == null) {
            throw new IllegalStateException(
                    "enforce needs phone.origin, where challenges are approved; add it, and start again");
        }
        mode = next;
    }

    @Override
    public Approvers approvers() {
        return approvers;
    }

    @Override
    public CompletionStage<Invitation> invite(String user) {
        return links == null
                ? CompletableFuture.failedFuture(
                        new IllegalStateException("there is no phone page; name its place as phone.origin"))
                : links.create(user)
                        .thenApply(link -> new Invitation(link, clock.instant().plus(EnrolmentLinks.VALID)));
    }

    @Override
    public CompletionStage<Optional<Map<String, ?>>> testPush(String device) {
        long began = System.nanoTime();
        return bell.test(device)
                .thenApply(found -> found.map(delivery -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("result", delivery.word());
                    told.put("took_ms", (System.nanoTime() - began) / 1_000_000);
                    if (delivery instanceof Delivery.Failed failed) {
                        told.put("why", failed.why());
                    } else if (delivery instanceof Delivery.Throttled throttled) {
                        told.put("until", throttled.until().toString());
                    }
                    return told;
                }));
    }

    @Override
    public Map<String, ?> push() {
        Map<String, Object> told = new TreeMap<>();
        bell.report().forEach((service, report) -> {
            Map<String, Object> members = new LinkedHashMap<>(report.outcomes());
            if (!Double.isNaN(report.medianMillis())) {
                members.put("median_ms", report.medianMillis());
                members.put("p99_ms", report.slowestPercentMillis());
            }
            told.put(service.word(), members);
        });
        return told;
    }

    @Override
    public RuleOperations rules() {
        return rules;
    }

    @Override
    public void remember(LoginAttempt attempt) {
        enricher.enrich(attempt)
                .thenCompose(enriched -> stores.memory().succeeded(enriched.traces(), enriched.visit()))
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        closing.close();
    }
}
