package io.gatehouse.gateway.store.history;

import java.util.List;

/**
 * At which places of a history's tallies the values of a sign-in stand, as one number of 32 bits: a number of mixed radix, place 0 for a value that is not there.
 */
final class Places {
    private final History history;
    private long packed;

    Places(History history) {
        this.history = history;
    }

    int pack(Learnt one) {
        packed = 0;
        push(history.devices(), one.device());
        push(history.prefixes(), one.prefix());
        push(history.asns(), one.asn());
        push(history.countries(), one.country());
        push(history.regions(), one.region());
        push(history.browsers(), one.browser());
        push(history.systems(), one.system());
        push(history.languages(), one.language());
        packed = packed * Learnt.KINDS.size() + Learnt.KINDS.indexOf(one.kind());
        return (int) packed;
    }

    /** The sign-in of these places; in the opposite order of {@link #pack}. */
    Learnt unpack(long second, int places, int address, int agent) {
        packed = Integer.toUnsignedLong(places);
        String kind = Learnt.KINDS.get((int) (packed % Learnt.KINDS.size()));
        packed /= Learnt.KINDS.size();
        String language = pop(history.languages(), "");
        String system = pop(history.systems(), "");
        String browser = pop(history.browsers(), "");
        String region = pop(history.regions(), "");
        String country = pop(history.countries(), "");
        long asn = pop(history.asns(), 0L);
        long prefix = pop(history.prefixes(), 0L);
        long device = pop(history.devices(), 0L);
        return new Learnt(
                second, device, prefix, address, asn, country, region, agent, browser, system, kind, language);
    }

    private <K> void push(Tally<K> tally, K value) {
        int place = 0;
        List<Tally.Entry<K>> entries = tally.entries();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).value().equals(value)) {
                place = i + 1;
            }
        }
        packed = packed * (tally.bounds().values() + 1) + place;
    }

    private <K> K pop(Tally<K> tally, K absent) {
        int radix = tally.bounds().values() + 1;
        int place = (int) (packed % radix) - 1;
        packed /= radix;
        return place < 0 || place >= tally.entries().size()
                ? absent
                : tally.entries().get(place).value();
    }
}
