package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.exchange.Answer;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An answer as bytes, to be sealed: status, headers in their order, body. */
final class HeldAnswer {
    private HeldAnswer() {}

    static byte[] encode(Answer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(answer.body().length + 1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(answer.status().code());
            out.writeUTF(answer.status().reasonPhrase());
            List<Map.Entry<String, String>> headers = answer.headers().entries();
            out.writeShort(headers.size());
            for (Map.Entry<String, String> header : headers) {
                write(out, header.getKey());
                write(out, header.getValue());
            }
            out.write(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Answer decode(byte[] encoded) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            HttpResponseStatus status = new HttpResponseStatus(in.readUnsignedShort(), in.readUTF());
            HttpHeaders headers = new DefaultHttpHeaders();
            for (int count = in.readUnsignedShort(); count > 0; count--) {
                headers.add(read(in), read(in));
            }
            return new Answer(status, headers, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1);
    }
}
