package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Stay;
import io.gatehouse.gateway.store.history.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A history for a person to read. Devices and networks are keyed hashes: as the decision log writes them, for nobody has more. */
final class HistoryMembers {
    private HistoryMembers() {}

    static Map<String, Object> of(History history) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("sign_ins", history.signIns());
        members.put("first", history.signIns() == 0 ? null : second(history.firstSecond()));
        members.put("last", history.signIns() == 0 ? null : second(history.lastSecond()));
        members.put("devices", tally(history.devices(), Long::toHexString));
        members.put("networks", tally(history.prefixes(), Long::toHexString));
        members.put("providers", tally(history.asns(), asn -> "AS" + asn));
        members.put("countries", tally(history.countries(), text -> text));
        members.put("regions", tally(history.regions(), text -> text));
        members.put("browsers", tally(history.browsers(), text -> text));
        members.put("systems", tally(history.systems(), text -> text));
        members.put("languages", tally(history.languages(), text -> text));
        members.put("hours_of_week_utc", history.hours().counts());
        members.put(
                "places", history.stays().stream().map(HistoryMembers::place).toList());
        members.put(
                "recent",
                history.recent().stream()
                        .map(one -> Map.of(
                                "at",
                                second(one.second()),
                                "device",
                                Long.toHexString(one.device()),
                                "network",
                                Long.toHexString(one.prefix()),
                                "country",
                                one.country(),
                                "browser",
                                one.browser(),
                                "system",
                                one.system()))
                        .toList());
        members.put(
                "not_the_owner",
                history.reports().stream()
                        .map(report -> Map.of("trace", Long.toHexString(report.trace()), "since", hour(report.hour())))
                        .toList());
        return members;
    }

    private static <K> List<Map<String, Object>> tally(Tally<K> tally, Function<K, String> text) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Tally.Entry<K> entry : tally.entries()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("value", text.apply(entry.value()));
            members.put("times", entry.count());
            members.put("first", hour(entry.firstHour()));
            members.put("last", hour(entry.lastHour()));
            all.add(members);
        }
        return all;
    }

    private static Map<String, Object> place(Stay stay) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("at", second(stay.second()));
        if (stay.isSomewhere()) {
            members.put("latitude", stay.latitudeDegrees());
            members.put("longitude", stay.longitudeDegrees());
            members.put("accuracy_km", stay.accuracyKm());
        }
        return members;
    }

    private static String second(long second) {
        return Instant.ofEpochSecond(second).toString();
    }

    private static String hour(long hour) {
        return Instant.EPOCH.plus(Duration.ofHours(hour)).toString();
    }
}
