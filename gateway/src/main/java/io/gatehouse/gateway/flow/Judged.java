package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.exchange.Prompt;
import io.gatehouse.gateway.flow.enrich.Enriched;
import io.gatehouse.gateway.flow.respond.challenge.Holding;
import io.gatehouse.gateway.flow.settle.Ending;
import io.gatehouse.gateway.flow.settle.OutcomeReader;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Verdict;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sign-in with its verdict. */
record Judged(
        Exchange exchange,
        Config.Login login,
        Config.Route route,
        byte[] body,
        LoginAttempt attempt,
        Enriched enriched,
        Judgement judgement,
        Config.Mode mode) {

    /** What is done: in monitor mode everything passes. */
    Verdict enforced() {
        return mode == Config.Mode.MONITOR ? Verdict.PASS : judgement.verdict();
    }

    OutcomeReader outcomeReader() {
        return new OutcomeReader(login.success(), exchange.head().path());
    }

    Ending ending(Outcome outcome) {
        return new Ending(
                attempt.id(), attempt.at(), enriched.traces(), enriched.visit(), judgement.verdict(), false, outcome);
    }

    /** The upstream said yes: what there is to hold. */
    Holding.Accepted accepted(Answer answer) {
        return new Holding.Accepted(
                login,
                route.upstream().name(),
                prompt(),
                enriched.facts().device().known(),
                judgement.passkeyOnly(),
                enriched.traces(),
                enriched.visit(),
                answer);
    }

    /** What the owner is asked. */
    private Prompt prompt() {
        return new Prompt(
                attempt.user(),
                attempt.id(),
                attempt.at(),
                exchange.head().host(),
                place(),
                enriched.place().latitude(),
                enriched.place().longitude(),
                joined(" on ", enriched.agent().browser(), enriched.agent().system()),
                attempt.address().getHostAddress());
    }

    private String place() {
        if (enriched.place().local()) {
            return "a private network";
        }
        String country = enriched.place().country();
        String city = enriched.place().city();
        return joined(
                ", ",
                city == null ? "" : city,
                country == null ? "" : new Locale("", country).getDisplayCountry(Locale.ENGLISH));
    }

    private static String joined(String between, String first, String second) {
        return Stream.of(first, second).filter(text -> !text.isEmpty()).collect(Collectors.joining(between));
    }

    @Override
    public String toString() {
        return "Judged[" + attempt.id() + ", " + judgement.verdict() + "]";
    }
}
