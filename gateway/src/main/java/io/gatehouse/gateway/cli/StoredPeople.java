package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.factor.FactorOffice;
import io.gatehouse.gateway.console.People;
import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Proofs;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.history.Doubt;
import io.gatehouse.gateway.telemetry.DecisionSearch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What the stores and the decision log hold of a person, gathered, and erased. */
final class StoredPeople implements People {
    private static final int DECISIONS = 500;

    private final Memory memory;
    private final Pseudonyms pseudonyms;
    private final Enrolments enrolments;
    private final FactorOffice factors;
    private final Desk desk;
    private final Proofs proofs;
    private final DecisionSearch decisions;

    StoredPeople(
            Memory memory,
            Pseudonyms pseudonyms,
            Enrolments enrolments,
            FactorOffice factors,
            Desk desk,
            Proofs proofs,
            DecisionSearch decisions) {
        this.memory = memory;
        this.pseudonyms = pseudonyms;
        this.enrolments = enrolments;
        this.factors = factors;
        this.desk = desk;
        this.proofs = proofs;
        this.decisions = decisions;
    }

    @Override
    public CompletionStage<Map<String, ?>> stored(String user) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("user", user);
        return memory.historyOf(pseudonyms.user(user))
                .thenCompose(history -> {
                    all.put("history", HistoryMembers.of(history));
                    return enrolments.devicesOf(user);
                })
                .thenCompose(devices -> {
                    all.put(
                            "phones",
                            devices.stream().map(StoredPeople::members).toList());
                    return factors.of(user);
                })
                .thenCompose(others -> {
                    all.put(
                            "factors",
                            others.factors().stream()
                                    .map(FactorsAndPhones::told)
                                    .toList());
                    return desk.latest(user);
                })
                .thenCompose(challenges -> {
                    all.put(
                            "challenges",
                            challenges.stream().map(StoredPeople::members).toList());
                    return decisions.of(user, DECISIONS);
                })
                .thenApply(found -> {
                    all.put("decisions", found.latest());
                    all.put("older_decisions", found.leftOut());
                    return all;
                });
    }

    /** What could still bring something back comes first, what is only remembered last. */
    @Override
    public CompletionStage<Map<String, ?>> erase(String user) {
        String account = pseudonyms.user(user);
        proofs.erase(user);
        return desk.erase(user)
                .thenCompose(done -> factors.erase(user))
                .thenCompose(done -> enrolments.erase(user))
                .thenCompose(phones -> memory.historyOf(account)
                        // A history that cannot be read can be erased all the same.
                        .handle((history, unreadable) -> history == null ? 0 : history.signIns())
                        .thenCompose(signIns -> memory.forget(account)
                                .thenApply(done -> Map.of("user", user, "phones", phones, "sign_ins", signIns))));
    }

    @Override
    public CompletionStage<Map<String, ?>> unlearn(String user, Instant since) {
        String account = pseudonyms.user(user);
        return memory.historyOf(account)
                .thenCompose(before -> memory.unlearn(account, new Doubt(since, Set.of()))
                        .thenApply(left -> Map.of(
                                "user",
                                user,
                                "since",
                                since.toString(),
                                "sign_ins",
                                before.signIns(),
                                "sign_ins_left",
                                left.signIns())));
    }

    @Override
    public CompletionStage<Optional<Instant>> decided(String user, String decision) {
        return decisions.at(user, decision);
    }

    /** Not how it is woken: whoever knows that can ring it. */
    private static Map<String, Object> members(Device phone) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", phone.id());
        members.put("name", phone.name());
        members.put("enrolled", phone.enrolled().toString());
        members.put("public_key", phone.publicKey());
        members.put("disabled", phone.disabled());
        members.put("push", phone.push() == null ? null : phone.push().service().word());
        return members;
    }

    private static Map<String, Object> members(Challenge challenge) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", challenge.id());
        members.put("decision", challenge.prompt().decision());
        members.put("opened", challenge.opened().toString());
        members.put("state", challenge.state().name().toLowerCase(Locale.ROOT));
        members.put("address", challenge.prompt().address());
        members.put("place", challenge.prompt().place());
        members.put("device", challenge.prompt().device());
        return members;
    }
}
