package io.gatehouse.gateway.store.history;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A {@link History} as bytes: version, then its parts in the order of the record.
 *
 * <p>Numbers are variable-length, seven bits a byte; times are distances back from the last sign-in, which makes most of them two bytes. A list starts with its length. The last
 * sign-ins point into the tallies, all places of one in four bytes. A new layout gets a new version byte, and the old one is read as long as it may be stored somewhere.
 */
public final class HistoryCodec {
    /** No encoded history is longer. */
    public static final int LARGEST = 1_536;

    private static final byte VERSION = 3;
    private static final byte WITHOUT_PRINTS = 2;
    private static final byte WITHOUT_RECENT = 1;

    private HistoryCodec() {}

    public static byte[] encode(History history) {
        ByteBuffer out = ByteBuffer.allocate(LARGEST);
        out.put(VERSION);
        putNumber(out, history.lastSecond());
        putNumber(out, history.lastSecond() - history.firstSecond());
        putNumber(out, history.signIns());
        putNumber(out, history.day());
        putNumber(out, history.learntThatDay());
        long base = Math.floorDiv(history.lastSecond(), 3_600L);
        putTally(out, base, history.devices(), ByteBuffer::putLong);
        putTally(out, base, history.prefixes(), ByteBuffer::putLong);
        putTally(out, base, history.asns(), HistoryCodec::putNumber);
        putTally(out, base, history.countries(), HistoryCodec::putText);
        putTally(out, base, history.regions(), HistoryCodec::putText);
        putTally(out, base, history.browsers(), HistoryCodec::putText);
        putTally(out, base, history.systems(), HistoryCodec::putText);
        putTally(out, base, history.languages(), HistoryCodec::putText);
        for (int i = 0; i < HourOfWeek.HOURS; i += 2) {
            out.put((byte) (history.hours().count(i) << 4 | history.hours().count(i + 1)));
        }
        putNumber(out, history.stays().size());
        for (Stay stay : history.stays()) {
            putNumber(out, history.lastSecond() - stay.second());
            out.putShort(stay.latitude());
            out.putShort(stay.longitude());
            putNumber(out, stay.accuracyKm());
        }
        putNumber(out, history.recent().size());
        Places places = new Places(history);
        for (Learnt one : history.recent()) {
            putNumber(out, history.lastSecond() - one.second());
            out.putInt(places.pack(one));
            out.putInt(one.address());
            out.putInt(one.agent());
        }
        putPrints(out, history);
        putNumber(out, history.reports().size());
        for (History.Report report : history.reports()) {
            out.putLong(report.trace());
            putNumber(out, report.hour());
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * The history in these bytes.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static History decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version < WITHOUT_RECENT || version > VERSION) {
                throw new IllegalArgumentException("a history of version " + version
                        + ", written by a newer Gatehouse? This one reads version " + VERSION);
            }
            return read(in, version);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a damaged history: it ends early", e);
        }
    }

    private static History read(ByteBuffer in, byte version) {
        long last = number(in);
        long base = Math.floorDiv(last, 3_600L);
        long first = last - number(in);
        int signIns = (int) number(in);
        int day = (int) number(in);
        int learntThatDay = (int) number(in);
        Tally<Long> devices = tally(in, base, History.DEVICES, ByteBuffer::getLong);
        History bare = new History(
                first,
                last,
                signIns,
                day,
                learntThatDay,
                devices,
                tally(in, base, History.PREFIXES, ByteBuffer::getLong),
                tally(in, base, History.ASNS, HistoryCodec::number),
                tally(in, base, History.COUNTRIES, HistoryCodec::text),
                tally(in, base, History.REGIONS, HistoryCodec::text),
                tally(in, base, History.BROWSERS, HistoryCodec::text),
                tally(in, base, History.SYSTEMS, HistoryCodec::text),
                tally(in, base, History.LANGUAGES, HistoryCodec::text),
                hours(in),
                list(
                        in,
                        History.STAYS,
                        buffer -> new Stay(
                                last - number(buffer), buffer.getShort(), buffer.getShort(), (int) number(buffer))),
                List.of(),
                List.of(),
                List.of());
        Places places = new Places(bare);
        List<Learnt> recent = version == WITHOUT_RECENT
                ? List.of()
                : list(
                        in,
                        History.RECENT,
                        buffer -> places.unpack(
                                last - number(buffer), buffer.getInt(), buffer.getInt(), buffer.getInt()));
        List<DevicePrint> prints =
                version <= WITHOUT_PRINTS ? List.of() : list(in, History.PRINTS, buffer -> print(buffer, devices));
        return bare.with(
                recent,
                prints,
                list(in, History.REPORTS, buffer -> new History.Report(buffer.getLong(), number(buffer))));
    }

    /** Each names its device by its place among the devices. */
    private static void putPrints(ByteBuffer out, History history) {
        List<Long> devices =
                history.devices().entries().stream().map(Tally.Entry::value).toList();
        putNumber(out, history.prints().size());
        for (DevicePrint one : history.prints()) {
            Print print = one.print();
            putNumber(out, devices.indexOf(one.device()));
            out.putShort(print.browser()).putShort(print.system()).putShort(print.ja4());
            out.putShort(print.http2()).putShort(print.headers()).putInt(print.key());
        }
    }

    private static DevicePrint print(ByteBuffer in, Tally<Long> devices) {
        long place = number(in);
        if (place < 0 || place >= devices.entries().size()) {
            throw new IllegalArgumentException("a damaged history: it tells of a device that it does not know");
        }
        long device = devices.entries().get((int) place).value();
        return new DevicePrint(
                device,
                new Print(
                        in.getShort(), in.getShort(), in.getShort(), in.getShort(), in.getShort(), in.getInt(), false));
    }

    private static <K> void putTally(ByteBuffer out, long base, Tally<K> tally, BiConsumer<ByteBuffer, K> putValue) {
        putNumber(out, tally.entries().size());
        for (Tally.Entry<K> entry : tally.entries()) {
            putValue.accept(out, entry.value());
            putNumber(out, entry.count());
            putNumber(out, base - entry.lastHour());
            putNumber(out, entry.lastHour() - entry.firstHour());
        }
    }

    private static <K> Tally<K> tally(ByteBuffer in, long base, Tally.Bounds bounds, Function<ByteBuffer, K> value) {
        return new Tally<>(bounds, list(in, bounds.values(), buffer -> {
            K read = value.apply(buffer);
            int count = (int) number(buffer);
            long lastHour = base - number(buffer);
            return new Tally.Entry<>(read, count, lastHour - number(buffer), lastHour);
        }));
    }

    private static HourOfWeek hours(ByteBuffer in) {
        byte[] counts = new byte[HourOfWeek.HOURS];
        for (int i = 0; i < HourOfWeek.HOURS; i += 2) {
            byte both = in.get();
            counts[i] = (byte) (both >> 4 & 0xf);
            counts[i + 1] = (byte) (both & 0xf);
        }
        return HourOfWeek.of(counts);
    }

    private static <T> List<T> list(ByteBuffer in, int most, Function<ByteBuffer, T> element) {
        long size = number(in);
        if (size < 0 || size > most) {
            throw new IllegalArgumentException(
                    "a damaged history: a list of " + size + " where at most " + most + " fit");
        }
        List<T> list = new ArrayList<>((int) size);
        for (int i = 0; i < size; i++) {
            list.add(element.apply(in));
        }
        return list;
    }

    private static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putNumber(out, bytes.length);
        out.put(bytes);
    }

    private static String text(ByteBuffer in) {
        long length = number(in);
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while (rest >>> 7 != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a damaged history: a number without an end");
    }
}
