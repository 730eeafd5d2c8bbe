package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Fingerprint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * JA4, FoxIO's fingerprint of a TLS client (BSD 3-Clause, see NOTICE; nothing else of JA4+ is used): {@code t13d1516h2_8daaf6152771_e5627efa2ab1}.
 *
 * <p>Version, whether a name is asked for, how many ciphers and extensions, the first ALPN value's ends; a hash of the ciphers, sorted; a hash of the extensions, sorted and without name and ALPN, and of
 * the signature algorithms in their order. GREASE (RFC 8701) counts nowhere, so that a browser which shuffles and makes up values stays the same.
 */
final class Ja4 {
    private static final int SERVER_NAME = 0x0000;
    private static final int SIGNATURE_ALGORITHMS = 0x000d;
    private static final int ALPN = 0x0010;
    private static final int SUPPORTED_VERSIONS = 0x002b;
    private static final int MOST_COUNTED = 99;
    private static final String NOTHING = "000000000000";
    private static final HexFormat HEX = HexFormat.of();

    private final ByteBuffer in;
    private int version;
    private int[] ciphers = {};
    private int[] extensions = {};
    private int[] signatures = {};
    private String alpn = "00";

    private Ja4(byte[] hello) {
        in = ByteBuffer.wrap(hello);
    }

    /**
     * The fingerprint of a ClientHello.
     *
     * @param hello the handshake message's body, without type and length
     * @return empty where the bytes are no ClientHello, or one that no server may accept (RFC 8446, 4.2: an extension twice)
     */
    static String of(byte[] hello) {
        Ja4 ja4 = new Ja4(hello);
        try {
            return ja4.read() ? ja4.text() : "";
        } catch (BufferUnderflowException e) {
            return "";
        }
    }

    private boolean read() {
        version = u16(in);
        skip(in, 32); // random
        skip(in, u8(in)); // session id
        ciphers = numbers(part(in, u16(in)));
        skip(in, u8(in)); // compression methods
        if (!in.hasRemaining()) {
            return true; // as before TLS 1.2
        }
        ByteBuffer rest = part(in, u16(in));
        if (in.hasRemaining()) {
            return false;
        }
        int[] found = new int[rest.remaining() / 4];
        int count = 0;
        while (rest.hasRemaining()) {
            int type = u16(rest);
            ByteBuffer body = part(rest, u16(rest));
            if (!isGrease(type)) {
                found[count++] = type;
                extension(type, body);
            }
        }
        extensions = Arrays.copyOf(found, count);
        Arrays.sort(extensions);
        for (int i = 1; i < count; i++) {
            if (extensions[i] == extensions[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private void extension(int type, ByteBuffer body) {
        switch (type) {
            case SIGNATURE_ALGORITHMS -> signatures = numbers(part(body, u16(body)));
            case SUPPORTED_VERSIONS -> version = highest(numbers(part(body, u8(body))));
            case ALPN -> {
                ByteBuffer names = part(body, u16(body));
                if (names.hasRemaining()) {
                    alpn = ends(part(names, u8(names)));
                }
            }
            default -> {}
        }
    }

    private String text() {
        boolean named = Arrays.binarySearch(extensions, SERVER_NAME) >= 0;
        StringBuilder text =
                new StringBuilder(36).append('t').append(code(version)).append(named ? 'd' : 'i');
        appendCount(text, ciphers.length);
        appendCount(text, extensions.length);
        text.append(alpn).append('_');
        Arrays.sort(ciphers);
        text.append(hash(listed(ciphers))).append('_');
        int[] told = Arrays.stream(extensions)
                .filter(type -> type != SERVER_NAME && type != ALPN)
                .toArray();
        StringBuilder last = listed(told);
        if (signatures.length > 0) {
            last.append('_').append(listed(signatures));
        }
        return text.append(told.length == 0 ? NOTHING : hash(last)).toString();
    }

    private static void appendCount(StringBuilder text, int count) {
        int shown = Math.min(MOST_COUNTED, count);
        text.append((char) ('0' + shown / 10)).append((char) ('0' + shown % 10));
    }

    private static String code(int version) {
        return switch (version) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00";
        };
    }

    /** First and last character; of the bytes in hexadecimal, where either is neither letter nor digit. */
    private static String ends(ByteBuffer name) {
        if (!name.hasRemaining()) {
            return "00";
        }
        byte first = name.get(name.position());
        byte last = name.get(name.limit() - 1);
        if (isAlphanumeric(first) && isAlphanumeric(last)) {
            return "" + (char) first + (char) last;
        }
        return "" + HEX.toHighHexDigit(first) + HEX.toLowHexDigit(last);
    }

    private static boolean isAlphanumeric(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    private static int highest(int[] versions) {
        return Arrays.stream(versions).max().orElse(0);
    }

    private static StringBuilder listed(int[] numbers) {
        StringBuilder list = new StringBuilder(numbers.length * 5);
        for (int number : numbers) {
            list.append(list.isEmpty() ? "" : ",").append(HEX.toHexDigits((short) number));
        }
        return list;
    }

    private static String hash(StringBuilder list) {
        return list.isEmpty() ? NOTHING : Fingerprint.of(list);
    }

    /** All but GREASE. */
    private static int[] numbers(ByteBuffer list) {
        int[] numbers = new int[list.remaining() / 2];
        int count = 0;
        while (list.hasRemaining()) {
            int number = u16(list);
            if (!isGrease(number)) {
                numbers[count++] = number;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    /** 0x0a0a, 0x1a1a, … 0xfafa. */
    private static boolean isGrease(int number) {
        return (number & 0x0f0f) == 0x0a0a && number >>> 8 == (number & 0xff);
    }

    private static int u8(ByteBuffer in) {
        return in.get() & 0xff;
    }

    private static int u16(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    private static void skip(ByteBuffer in, int bytes) {
        part(in, bytes);
    }

    private static ByteBuffer part(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }
}
