package io.gatehouse.gateway.scenario;

import io.gatehouse.gateway.flow.enrich.DeviceCookies.Shown;
import io.gatehouse.gateway.flow.enrich.Labels;
import io.gatehouse.gateway.flow.enrich.Observation;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.scenario.Clauses.Cookie;
import io.gatehouse.gateway.scenario.Clauses.Same;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.embedded.VolatileMemory;
import io.gatehouse.gateway.store.history.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a story is played: sentences of the past are collected, and with the present one everything happens in its order, on an empty memory and a virtual clock.
 */
final class Stage {

    /** Something that happens. */
    private record Event(Instant at, Runnable happening) {}

    /** A sentence, and the client of its account when it was said. */
    private record Told(Sentence sentence, Client client) {}

    private final Pseudonyms pseudonyms = new Pseudonyms(Keyring.temporary());
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Set<String> devices = new HashSet<>();
    private final Set<String> phones = new HashSet<>();
    private final List<Told> past = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private Instant clock = Instant.EPOCH;
    private final Memory memory = new VolatileMemory(Calendar.LONGEST, () -> clock);

    /** Whose story it is. */
    String firstUser() {
        return clients.keySet().stream().findFirst().orElse("alice");
    }

    void past(Sentence sentence) {
        Client client = switch (sentence.act()) {
            case SIGNS_IN_REGULARLY, SIGNED_IN -> signsIn(sentence);
            default -> Client.ordinary(sentence.who());
        };
        if (sentence.act() == Act.HAS_PHONE) {
            phones.add(sentence.who());
        }
        past.add(new Told(sentence, client));
    }

    private Client signsIn(Sentence sentence) {
        Client client = client(sentence.who()).with(sentence.clauses());
        if (sentence.clauses().cookie != null) {
            client = client.onDevice(client.device() + ", number " + past.size());
        }
        clients.put(sentence.who(), client);
        devices.add(client.device());
        return client;
    }

    private Client client(String user) {
        return clients.getOrDefault(user, Client.ordinary(user));
    }

    /** Plays the past, and looks at the sign-in. */
    Observation present(Sentence sentence) {
        Clauses said = sentence.clauses();
        Client client = client(sentence.who()).with(said);
        boolean shown = said.cookie == null && devices.contains(client.device());
        Source source = Source.of(shown ? client : client.onDevice(sentence.who() + "'s device of today"), shown);
        Instant now = now(sentence);
        for (Told told : past) {
            collect(told, source.client(), now);
        }
        play(now);
        Traces traces = traces(source);
        Shown cookie = said.cookie == Cookie.FORGED ? new Shown.Forged() : cookie(shown);
        Observation seen = observation(source.client(), now, cookie, traces);
        Recollection recollection =
                memory.recall(traces, seen.visit()).toCompletableFuture().join();
        return seen.with(recollection, phones.contains(sentence.who()));
    }

    private Instant now(Sentence sentence) {
        Clauses said = sentence.clauses();
        if (said.later == null) {
            return Calendar.today(said.clock);
        }
        if (said.clock != null) {
            throw new IllegalArgumentException(
                    "\"" + sentence.text() + "\" says both \"later\" and \"at\"; say one of them");
        }
        List<Sentence> own = past.stream()
                .map(Told::sentence)
                .filter(told -> told.who().equals(sentence.who()))
                .toList();
        if (own.stream().anyMatch(told -> told.act() == Act.SIGNED_IN)) {
            throw new IllegalArgumentException("\"" + sentence.text()
                    + "\": \"later\" than a sign-in that is told by \"ago\" is never; say one of them");
        }
        return own.stream()
                .flatMap(told -> Calendar.regularSignIns(told).stream())
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + sentence.text() + "\": later than what? " + sentence.who() + " has not signed in"))
                .plus(said.later);
    }

    private void collect(Told told, Client present, Instant now) {
        Sentence sentence = told.sentence;
        Clauses said = sentence.clauses();
        switch (sentence.act()) {
            case SIGNS_IN_REGULARLY -> {
                for (Instant at : Calendar.regularSignIns(sentence)) {
                    happens(at, () -> succeed(Source.of(told.client, true), at));
                }
            }
            case SIGNED_IN -> {
                Instant at = Calendar.repetition(0, 1, said.ago, now);
                happens(at, () -> succeed(Source.of(told.client, true), at));
            }
            case FAILS -> {
                for (int i = 0; i < said.times; i++) {
                    Instant at = Calendar.repetition(i, said.times, said.ago, now);
                    happens(
                            at,
                            () -> fail(
                                    Source.beside(present, said, Same.ADDRESS).as(sentence.who()), at));
                }
            }
            case ACCOUNTS_FAIL, ACCOUNTS_SIGN_IN -> {
                for (int i = 0; i < sentence.accounts(); i++) {
                    Instant at = Calendar.repetition(i, sentence.accounts(), said.ago, now);
                    Source source = Source.beside(present, said, Same.ADDRESS).as("neighbour" + i);
                    happens(
                            at,
                            sentence.act() == Act.ACCOUNTS_FAIL ? () -> fail(source, at) : () -> succeed(source, at));
                }
            }
            case DENIED -> {
                for (int i = 0; i < said.times; i++) {
                    Instant at = Calendar.repetition(i, said.times, said.ago, now);
                    Source source = Source.beside(present, said, null).as(sentence.who());
                    happens(at, () -> memory.denied(traces(source), at));
                }
            }
            case WAS_ASKED -> {
                for (int i = 0; i < said.times; i++) {
                    Instant at = Calendar.repetition(i, said.times, said.ago, now);
                    happens(at, () -> memory.challenged(traces(Source.of(told.client, true)), at));
                }
            }
            case HAS_PHONE, SIGNS_IN_NOW -> {}
        }
    }

    private void happens(Instant at, Runnable happening) {
        events.add(new Event(at, happening));
    }

    private void play(Instant now) {
        events.sort(Comparator.comparing(Event::at));
        for (Event event : events) {
            if (event.at.isAfter(now)) {
                throw new IllegalArgumentException("the story tells of something at " + event.at
                        + ", after its sign-in at " + now + "; say \"later\", \"ago\" or \"at\" differently");
            }
            clock = event.at;
            event.happening.run();
        }
        clock = now;
    }

    private void fail(Source source, Instant at) {
        Traces traces = traces(source);
        memory.recall(traces, visit(source, at, traces));
        memory.failed(traces, at);
    }

    private void succeed(Source source, Instant at) {
        Traces traces = traces(source);
        Visit visit = visit(source, at, traces);
        memory.recall(traces, visit);
        memory.succeeded(traces, visit);
    }

    private static Visit visit(Source source, Instant at, Traces traces) {
        return observation(source.client(), at, cookie(source.deviceShown()), traces)
                .visit();
    }

    private Traces traces(Source source) {
        Client client = source.client();
        return pseudonyms.traces(
                client.user(),
                client.address(source.host()),
                client.place().asn(),
                new Pseudonyms.Client(
                        client.deviceId(), source.deviceShown(), client.agent().description(), null));
    }

    private static Shown cookie(boolean shown) {
        return shown ? new Shown.Known(new byte[0], false) : new Shown.Missing();
    }

    private static Observation observation(Client client, Instant at, Shown cookie, Traces traces) {
        return new Observation(
                at, client.place(), Labels.NONE, cookie, client.agent(), client.language(), traces, null, false);
    }
}
