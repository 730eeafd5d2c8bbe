package io.gatehouse.gateway.store;

import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Hold} as bytes. */
public final class HoldCodec {
    private static final int FORMAT = 2;
    /** Its sign-ins lack the later traces. They live for minutes, so it may be dropped soon. */
    private static final int OLD_FORMAT = 1;

    private HoldCodec() {}

    public static byte[] encode(Hold hold) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            for (String text : List.of(
                    hold.challenge(), hold.decision(), hold.user(), hold.clientHash(), hold.target(), hold.back())) {
                write(out, text.getBytes(StandardCharsets.UTF_8));
            }
            out.writeBoolean(hold.navigation());
            out.writeLong(hold.expires().toEpochMilli());
            write(out, hold.view());
            write(out, hold.answer());
            write(out, hold.revocation());
            write(out, hold.traces());
            write(out, hold.visit());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static Optional<Hold> decode(byte @Nullable [] encoded) {
        if (encoded == null) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            int format = in.readByte();
            if (format != FORMAT && format != OLD_FORMAT) {
                throw new IllegalStateException(
                        "the store holds a sign-in in format " + format + ", this version reads " + FORMAT);
            }
            String challenge = text(in);
            String decision = text(in);
            String user = text(in);
            String clientHash = text(in);
            String target = text(in);
            String back = text(in);
            boolean navigation = in.readBoolean();
            Instant expires = Instant.ofEpochMilli(in.readLong());
            byte[] view = read(in);
            byte[] answer = read(in);
            byte[] revocation = read(in);
            return Optional.of(new Hold(
                    challenge,
                    decision,
                    user,
                    clientHash,
                    navigation,
                    target,
                    back,
                    expires,
                    view,
                    answer,
                    revocation,
                    traces(in, format == FORMAT),
                    visit(in, format == FORMAT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, Traces traces) throws IOException {
        out.writeUTF(traces.user());
        out.writeLong(traces.account());
        out.writeLong(traces.device());
        out.writeBoolean(traces.deviceShown());
        out.writeLong(traces.address());
        out.writeLong(traces.network());
        out.writeLong(traces.prefix());
        out.writeLong(traces.asn());
        out.writeLong(traces.agent());
        out.writeLong(traces.ja4());
    }

    private static Traces traces(DataInputStream in, boolean whole) throws IOException {
        return new Traces(
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                whole ? in.readLong() : 0,
                whole ? in.readLong() : 0,
                whole ? in.readLong() : 0);
    }

    private static void write(DataOutputStream out, Visit visit) throws IOException {
        out.writeLong(visit.at().toEpochMilli());
        out.writeLong(visit.device());
        out.writeLong(visit.prefix());
        out.writeLong(visit.asn());
        for (String text :
                List.of(visit.country(), visit.region(), visit.browser(), visit.system(), visit.language())) {
            out.writeUTF(text);
        }
        out.writeDouble(visit.latitude());
        out.writeDouble(visit.longitude());
        out.writeDouble(visit.accuracyKm());
        out.writeLong(visit.address());
        out.writeLong(visit.agent());
        out.writeUTF(visit.kind());
        Print print = visit.print();
        for (short hash : new short[] {print.browser(), print.system(), print.ja4(), print.http2(), print.headers()}) {
            out.writeShort(hash);
        }
        out.writeInt(print.key());
    }

    private static Visit visit(DataInputStream in, boolean whole) throws IOException {
        Instant at = Instant.ofEpochMilli(in.readLong());
        long device = in.readLong();
        long prefix = in.readLong();
        long asn = in.readLong();
        String country = in.readUTF();
        String region = in.readUTF();
        String browser = in.readUTF();
        String system = in.readUTF();
        String language = in.readUTF();
        double latitude = in.readDouble();
        double longitude = in.readDouble();
        double accuracyKm = in.readDouble();
        long address = whole ? in.readLong() : 0;
        long agent = whole ? in.readLong() : 0;
        String kind = whole ? in.readUTF() : "";
        return new Visit(
                at,
                device,
                prefix,
                address,
                asn,
                country,
                region,
                agent,
                browser,
                system,
                kind,
                language,
                latitude,
                longitude,
                accuracyKm,
                whole ? print(in) : Print.UNKNOWN);
    }

    private static Print print(DataInputStream in) throws IOException {
        return new Print(
                in.readShort(), in.readShort(), in.readShort(), in.readShort(), in.readShort(), in.readInt(), false);
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(read(in), StandardCharsets.UTF_8);
    }
}
