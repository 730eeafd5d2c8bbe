package io.gatehouse.gateway.store;

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
    private static final int FORMAT = 1;

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
            if (format != FORMAT) {
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
                    traces(in),
                    visit(in)));
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
    }

    private static Traces traces(DataInputStream in) throws IOException {
        return new Traces(
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong());
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
    }

    private static Visit visit(DataInputStream in) throws IOException {
        return new Visit(
                Instant.ofEpochMilli(in.readLong()),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
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
