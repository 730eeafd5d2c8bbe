package io.gatehouse.gateway.store.familiarity;

import io.gatehouse.gateway.store.history.Learnt;
import io.gatehouse.gateway.store.history.Visit;

/** One level of a feature, address or client, and its published weight. */
enum Level {
    ADDRESS(0.6, true),
    ASN(0.3, true),
    COUNTRY(0.1, true),
    AGENT(0.5387, true),
    BROWSER(0.2680, false),
    SYSTEM(0.1882, false),
    KIND(0.0051, false);

    final double weight;
    /** Whether each value belongs to one of the next coarser level: an address to a provider, but not a browser to a system. */
    final boolean within;

    Level(double weight, boolean within) {
        this.weight = weight;
        this.within = within;
    }

    /** Whether a sign-in says anything of it. */
    boolean isKnown(Visit visit) {
        return switch (this) {
            case ADDRESS -> true;
            case ASN -> visit.asn() != 0;
            case COUNTRY -> !visit.country().isEmpty();
            case AGENT -> visit.agent() != 0;
            case BROWSER -> !visit.browser().isEmpty();
            case SYSTEM -> !visit.system().isEmpty();
            case KIND -> !visit.kind().isEmpty();
        };
    }

    boolean areAlike(Learnt one, Learnt other) {
        return switch (this) {
            case ADDRESS -> one.address() == other.address();
            case ASN -> one.asn() == other.asn();
            case COUNTRY -> one.country().equals(other.country());
            case AGENT -> one.agent() == other.agent();
            case BROWSER -> one.browser().equals(other.browser());
            case SYSTEM -> one.system().equals(other.system());
            case KIND -> one.kind().equals(other.kind());
        };
    }

    /** Sign-ins of everybody with this value. */
    long all(Commonness everybody) {
        return switch (this) {
            case ADDRESS -> everybody.address();
            case ASN -> everybody.asn();
            case COUNTRY -> everybody.country();
            case AGENT -> everybody.agent();
            case BROWSER -> everybody.browser();
            case SYSTEM -> everybody.system();
            case KIND -> everybody.kind();
        };
    }

    /** Values that everybody has shown; not counted of addresses and agents. */
    int distinct(Commonness everybody) {
        return switch (this) {
            case ADDRESS, AGENT -> 0;
            case ASN -> everybody.asns();
            case COUNTRY -> everybody.countries();
            case BROWSER -> everybody.browsers();
            case SYSTEM -> everybody.systems();
            case KIND -> everybody.kinds();
        };
    }
}
