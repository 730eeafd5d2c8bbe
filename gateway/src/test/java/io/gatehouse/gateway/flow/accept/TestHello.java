package io.gatehouse.gateway.flow.accept;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A ClientHello, made of lists of hexadecimal numbers with commas between.
 *
 * @param alpn the first protocol
 */
record TestHello(String ciphers, String extensions, String signatures, String alpn) {

    /** The handshake message's body. */
    byte[] body() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {3, 3});
        out.writeBytes(new byte[32]);
        out.write(0);
        out.writeBytes(withLength(numbers(ciphers)));
        out.writeBytes(new byte[] {1, 0});
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String type : extensions.isEmpty() ? new String[0] : extensions.split(",")) {
            all.writeBytes(HexFormat.of().parseHex(type));
            all.writeBytes(withLength(extension(type)));
        }
        out.writeBytes(withLength(all.toByteArray()));
        return out.toByteArray();
    }

    private byte[] extension(String type) {
        return switch (type) {
            case "000d" -> withLength(numbers(signatures));
            case "002b" -> HexFormat.of().parseHex("06" + "0a0a" + "0304" + "0303");
            case "0010" -> {
                byte[] name = alpn.getBytes(StandardCharsets.US_ASCII);
                ByteArrayOutputStream names = new ByteArrayOutputStream();
                names.write(name.length);
                names.writeBytes(name);
                yield withLength(names.toByteArray());
            }
            default -> new byte[0];
        };
    }

    /** In TLS records of this size at most. */
    byte[] records(int size) {
        byte[] body = body();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {1, 0, (byte) (body.length >> 8), (byte) body.length});
        message.writeBytes(body);
        byte[] whole = message.toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < whole.length; at += size) {
            int part = Math.min(size, whole.length - at);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (part >> 8), (byte) part});
            out.write(whole, at, part);
        }
        return out.toByteArray();
    }

    private static byte[] numbers(String list) {
        return HexFormat.of().parseHex(list.replace(",", ""));
    }

    private static byte[] withLength(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
        return out.toByteArray();
    }
}
