package io.gatehouse.gateway.store.history;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one account's proven sign-ins have taught. Immutable; bounded in every part, so that its encoding stays below 1.5 KB.
 *
 * <p>Only what is proven is learnt, and at most {@value #LEARNT_A_DAY} sign-ins a day, so that whoever gets in once cannot make himself at home by signing in
 * a thousand times. Devices and prefixes keep exact counts; what shares are computed of fades. The last sign-ins are also kept one by one, so that they can be unlearnt when
 * they turn out not to have been the owner's. Nothing in it is more than {@value #LONGEST_DAYS} days older than the last sign-in.
 *
 * @param firstSecond the first sign-in, epoch seconds; 0 where there is none
 * @param lastSecond the last sign-in, epoch seconds; 0 where there is none
 * @param signIns how many were learnt
 * @param day the day of the last learnt sign-in, counted from the epoch
 * @param learntThatDay how many were learnt on it
 * @param devices keyed hashes of device ids
 * @param prefixes keyed hashes of /24 or /64 prefixes; the first 32 bits are those of the site, an IPv4 /24 or IPv6 /48
 * @param stays the last places, most recent first
 * @param recent the last sign-ins, most recently learnt first
 * @param prints how the devices presented themselves, most recent first
 * @param reports keyed hashes of devices and prefixes of which the owner said "this wasn't me", most recent first
 */
public record History(
        long firstSecond,
        long lastSecond,
        int signIns,
        int day,
        int learntThatDay,
        Tally<Long> devices,
        Tally<Long> prefixes,
        Tally<Long> asns,
        Tally<String> countries,
        Tally<String> regions,
        Tally<String> browsers,
        Tally<String> systems,
        Tally<String> languages,
        HourOfWeek hours,
        List<Stay> stays,
        List<Learnt> recent,
        List<DevicePrint> prints,
        List<Report> reports) {

    static final int LEARNT_A_DAY = 24;
    static final int STAYS = 8;
    static final int REPORTS = 8;
    static final int RECENT = 16;
    static final int LONGEST_DAYS = 666;
    static final int LONGEST_TEXT = 10;
    static final int PRINTS = 8;
    private static final int SECONDS_AN_HOUR = 3_600;
    private static final int FADES_AT = 128;
    /** Behind a reported network, sign-ins on a device known for longer are left alone: they are the owner's, or a neighbour's. */
    private static final int YOUNG_HOURS = 7 * 24;

    static final Tally.Bounds DEVICES = new Tally.Bounds(16, Integer.MAX_VALUE);
    static final Tally.Bounds PREFIXES = new Tally.Bounds(12, Integer.MAX_VALUE);
    static final Tally.Bounds ASNS = new Tally.Bounds(8, FADES_AT);
    static final Tally.Bounds COUNTRIES = new Tally.Bounds(8, FADES_AT);
    static final Tally.Bounds REGIONS = new Tally.Bounds(6, FADES_AT);
    static final Tally.Bounds BROWSERS = new Tally.Bounds(6, FADES_AT);
    static final Tally.Bounds SYSTEMS = new Tally.Bounds(6, FADES_AT);
    static final Tally.Bounds LANGUAGES = new Tally.Bounds(4, FADES_AT);

    /** An account of which nothing is known yet. */
    public static final History EMPTY = new History(
            0,
            0,
            0,
            0,
            0,
            Tally.empty(DEVICES),
            Tally.empty(PREFIXES),
            Tally.empty(ASNS),
            Tally.empty(COUNTRIES),
            Tally.empty(REGIONS),
            Tally.empty(BROWSERS),
            Tally.empty(SYSTEMS),
            Tally.empty(LANGUAGES),
            HourOfWeek.EMPTY,
            List.of(),
            List.of(),
            List.of(),
            List.of());

    /** A device or prefix that was reported, and when, in hours from the epoch. */
    public record Report(long trace, long hour) {}

    public History {
        stays = List.copyOf(stays);
        recent = recent.stream()
                .map(one -> one.within(devices, prefixes, asns, countries, regions, browsers, systems, languages))
                .toList();
        prints = DevicePrint.of(devices, prints);
        reports = List.copyOf(reports);
    }

    /** With one more proven sign-in; the same, once the day's share is learnt. A proven sign-in clears what was reported of its device and prefix. */
    public History learn(Visit visit) {
        long second = visit.at().getEpochSecond();
        int today = (int) Math.floorDiv(second, Duration.ofDays(1).toSeconds());
        if (today == day && learntThatDay >= LEARNT_A_DAY) {
            return this;
        }
        long oldest =
                Math.max(lastSecond, second) - Duration.ofDays(LONGEST_DAYS).toSeconds();
        return second < oldest ? this : since(Instant.ofEpochSecond(oldest)).with(visit, second, today);
    }

    private History with(Visit visit, long second, int today) {
        long hour = Math.floorDiv(second, SECONDS_AN_HOUR);
        return new History(
                signIns == 0 ? second : Math.min(firstSecond, second),
                Math.max(lastSecond, second),
                Math.min(Tally.MOST, signIns + 1),
                today,
                today == day ? learntThatDay + 1 : 1,
                devices.with(visit.device(), hour),
                prefixes.with(visit.prefix(), hour),
                visit.asn() == 0 ? asns : asns.with(visit.asn(), hour),
                with(countries, visit.country(), hour),
                with(regions, visit.region(), hour),
                with(browsers, visit.browser(), hour),
                with(systems, visit.system(), hour),
                with(languages, visit.language(), hour),
                hours.with(visit.at()),
                first(STAYS, Stay.of(visit), stays.stream()),
                first(RECENT, Learnt.of(visit), recent.stream()),
                DevicePrint.with(prints, visit, PRINTS),
                reports.stream()
                        .filter(report -> report.trace != visit.device() && report.trace != visit.prefix())
                        .toList());
    }

    /** "This wasn't me": without what was learnt from the device, nor from new devices in the network; both are marked as reported. */
    public History reported(long device, long prefix, Instant at) {
        long young = Math.floorDiv(at.getEpochSecond(), SECONDS_AN_HOUR) - YOUNG_HOURS;
        Predicate<Learnt> doubtful =
                one -> one.device() == device || (one.prefix() == prefix && devices.isYounger(one.device(), young));
        return without(doubtful, Math.max(lastSecond, at.getEpochSecond()) + 1, List.of(device))
                .report(device, at)
                .report(prefix, at);
    }

    /** Without what a doubt says was perhaps not the owner's. */
    public History unlearn(Doubt doubt) {
        long since = doubt.since().getEpochSecond();
        if (doubt.traces().isEmpty()) {
            return without(one -> one.second() >= since, since, List.of());
        }
        return without(
                one -> one.second() >= since
                        && (doubt.traces().contains(one.device())
                                || doubt.traces().contains(one.prefix())),
                Long.MAX_VALUE,
                since <= firstSecond ? doubt.traces() : List.of());
    }

    /**
     * Takes back what single sign-ins taught.
     *
     * @param newSince what was first seen from this second on goes as well, however often it was seen
     * @param traces devices and prefixes that go altogether
     */
    private History without(Predicate<Learnt> doubtful, long newSince, Collection<Long> traces) {
        List<Learnt> gone = recent.stream().filter(doubtful).toList();
        List<Learnt> kept = recent.stream().filter(doubtful.negate()).toList();
        boolean nothingOlder = signIns <= gone.size() || newSince <= firstSecond;
        if (kept.isEmpty() && nothingOlder) {
            return EMPTY.withReports(reports);
        }
        long hour =
                newSince == Long.MAX_VALUE ? newSince : Math.floorDiv(newSince + SECONDS_AN_HOUR - 1, SECONDS_AN_HOUR);
        HourOfWeek left = hours;
        for (Learnt one : gone) {
            left = left.without(Instant.ofEpochSecond(one.second()));
        }
        return new History(
                firstSecond,
                kept.stream()
                        .mapToLong(Learnt::second)
                        .max()
                        .orElse(Math.max(firstSecond, Math.min(lastSecond, newSince))),
                Math.max(1, signIns - gone.size()),
                day,
                learntThatDay,
                devices.without(gone, Learnt::device, hour).withoutAll(traces),
                prefixes.without(gone, Learnt::prefix, hour).withoutAll(traces),
                asns.without(gone, Learnt::asn, hour),
                countries.without(gone, Learnt::country, hour),
                regions.without(gone, Learnt::region, hour),
                browsers.without(gone, Learnt::browser, hour),
                systems.without(gone, Learnt::system, hour),
                languages.without(gone, Learnt::language, hour),
                left,
                stays.stream()
                        .filter(stay -> gone.stream().noneMatch(one -> one.second() == stay.second()))
                        .toList(),
                kept,
                prints.stream()
                        .filter(print -> gone.stream().noneMatch(one -> one.device() == print.device()))
                        .toList(),
                reports);
    }

    /** With a device or prefix that the owner said was not theirs. */
    public History report(long trace, Instant at) {
        Report report = new Report(trace, Math.floorDiv(at.getEpochSecond(), SECONDS_AN_HOUR));
        return withReports(first(REPORTS, report, reports.stream().filter(other -> other.trace != trace)));
    }

    public boolean isReported(long trace) {
        for (int i = 0; i < reports.size(); i++) {
            if (reports.get(i).trace == trace) {
                return true;
            }
        }
        return false;
    }

    /** Whether prefixes are known, and none of this one's site: its IPv4 /24, or the /48 of its IPv6 /64. */
    public boolean isSiteStrange(long prefix) {
        List<Tally.Entry<Long>> known = prefixes.entries();
        for (int i = 0; i < known.size(); i++) {
            if (areOfOneSite(known.get(i).value(), prefix)) {
                return false;
            }
        }
        return !known.isEmpty();
    }

    /** Whether a prefix of this one's site was reported. */
    public boolean isSiteReported(long prefix) {
        for (int i = 0; i < reports.size(); i++) {
            if (areOfOneSite(reports.get(i).trace, prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Hashes of prefixes begin with 32 bits of their site's. */
    private static boolean areOfOneSite(long prefix, long other) {
        return (prefix ^ other) >>> 32 == 0;
    }

    /** How this device presented itself last; unknown where that was never learnt. */
    public Print printOf(long device) {
        for (int i = 0; i < prints.size(); i++) {
            if (prints.get(i).device() == device) {
                return prints.get(i).print();
            }
        }
        return Print.UNKNOWN;
    }

    /** With the newer names of what it knows by older ones; equal to what it was where it knows none of them. */
    public History renamed(List<Renaming> renamings) {
        History renamed = this;
        for (Renaming renaming : renamings) {
            renamed = renamed.renamed(renaming);
        }
        return renamed;
    }

    private History renamed(Renaming renaming) {
        Renaming.Marks before = renaming.before();
        Renaming.Marks after = renaming.after();
        List<DevicePrint> renamedPrints = new ArrayList<>(prints);
        if (devices.find(before.device()) != null && !before.equals(after)) {
            // What was learnt of it under the newer name already is newer, too.
            renamedPrints.removeIf(print -> print.device() == before.device()
                    && prints.stream().anyMatch(other -> other.device() == after.device()));
            renamedPrints.replaceAll(renaming::print);
        }
        return new History(
                firstSecond,
                lastSecond,
                signIns,
                day,
                learntThatDay,
                devices.renamed(before.device(), after.device()),
                prefixes.renamed(before.prefix(), after.prefix()),
                asns,
                countries,
                regions,
                browsers,
                systems,
                languages,
                hours,
                stays,
                recent.stream().map(renaming::learnt).toList(),
                renamedPrints,
                reports.stream()
                        .map(report -> new Report(renaming.trace(report.trace), report.hour))
                        .toList());
    }

    /** What is left when everything older than this is dropped. */
    public History since(Instant oldest) {
        long second = oldest.getEpochSecond();
        if (firstSecond >= second && reports.isEmpty()) {
            return this;
        }
        long hour = Math.floorDiv(second, SECONDS_AN_HOUR);
        List<Report> young =
                reports.stream().filter(report -> report.hour >= hour).toList();
        if (lastSecond < second) {
            return EMPTY.withReports(young);
        }
        return new History(
                Math.max(firstSecond, second),
                lastSecond,
                signIns,
                day,
                learntThatDay,
                devices.since(hour),
                prefixes.since(hour),
                asns.since(hour),
                countries.since(hour),
                regions.since(hour),
                browsers.since(hour),
                systems.since(hour),
                languages.since(hour),
                hours,
                stays.stream().filter(stay -> stay.second() >= second).toList(),
                recent.stream().filter(one -> one.second() >= second).toList(),
                prints,
                young);
    }

    /** Nothing is remembered, not even a report. */
    public boolean isEmpty() {
        return signIns == 0 && reports.isEmpty();
    }

    /** The form in which a text is kept and looked up: at most 10 bytes. */
    public static String shortened(String text) {
        if (text.length() * 3 <= LONGEST_TEXT) {
            return text;
        }
        int end = 0;
        int bytes = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LONGEST_TEXT) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }

    private History withReports(List<Report> others) {
        return with(recent, prints, others);
    }

    /** With other last sign-ins, prints and reports. */
    History with(List<Learnt> newRecent, List<DevicePrint> newPrints, List<Report> newReports) {
        return new History(
                firstSecond,
                lastSecond,
                signIns,
                day,
                learntThatDay,
                devices,
                prefixes,
                asns,
                countries,
                regions,
                browsers,
                systems,
                languages,
                hours,
                stays,
                newRecent,
                newPrints,
                newReports);
    }

    private static Tally<String> with(Tally<String> tally, String value, long hour) {
        return value.isEmpty() ? tally : tally.with(shortened(value), hour);
    }

    private static <T> List<T> first(int limit, T head, Stream<T> tail) {
        List<T> list = new ArrayList<>(limit);
        list.add(head);
        tail.limit(limit - 1L).forEach(list::add);
        return list;
    }
}
