package io.gatehouse.gateway.scenario;

import io.gatehouse.gateway.scenario.Clauses.Kind;
import java.util.Set;
import java.util.regex.Pattern;

/** What somebody does in a sentence, and how that begins. Group 1 is the account, or how many of them. */
enum Act {
    SIGNS_IN_REGULARLY("alice signs in daily", "(\\w+) signs in(?=.*\\b(?:daily|weekly)\\b)"),
    SIGNED_IN("alice signed in 2 hours ago", "(\\w+) signed in(?=.*\\bago\\b)"),
    FAILS("alice fails 12 times", "([a-zA-Z]\\w*) fails"),
    ACCOUNTS_FAIL("30 accounts fail", "(\\d{1,3}) accounts fail"),
    ACCOUNTS_SIGN_IN("30 accounts sign in", "(\\d{1,3}) accounts sign in"),
    DENIED("alice denied a sign-in from the same address", "(\\w+) denied a sign-in"),
    WAS_ASKED("alice was asked for approval 3 times", "(\\w+) was asked for approval"),
    HAS_PHONE("alice has a phone", "(\\w+) has a phone"),
    /** Only as the sign-in of the story. */
    SIGNS_IN_NOW("alice signs in", "(\\w+) signs in");

    final String example;
    final Pattern beginning;

    Act(String example, String beginning) {
        this.example = example;
        this.beginning = Pattern.compile(beginning);
    }

    /** What may be said beside it. */
    Set<Kind> clauses() {
        return switch (this) {
            case SIGNS_IN_REGULARLY ->
                Set.of(Kind.FREQUENCY, Kind.CLOCK, Kind.PLACE, Kind.DEVICE, Kind.AGENT, Kind.LANGUAGE);
            case SIGNED_IN -> Set.of(Kind.AGO, Kind.PLACE, Kind.DEVICE, Kind.AGENT, Kind.LANGUAGE);
            case FAILS, DENIED -> Set.of(Kind.TIMES, Kind.AGO, Kind.PLACE, Kind.SAME_SOURCE);
            case ACCOUNTS_FAIL, ACCOUNTS_SIGN_IN -> Set.of(Kind.AGO, Kind.PLACE, Kind.SAME_SOURCE);
            case WAS_ASKED -> Set.of(Kind.TIMES, Kind.AGO);
            case HAS_PHONE -> Set.of();
            case SIGNS_IN_NOW -> Set.of(Kind.LATER, Kind.CLOCK, Kind.PLACE, Kind.DEVICE, Kind.AGENT, Kind.LANGUAGE);
        };
    }
}
