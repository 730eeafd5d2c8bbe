package io.gatehouse.geo;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The data section of an MMDB file as it grows: values in MaxMind's binary form, each distinct map, list and longer string written once and
 * pointed to afterwards.
 *
 * <p>Java types and what they become: String → utf8, Boolean → boolean, Double → double, Float → float, Integer → uint16 from 0 to 65535, else
 * int32, Long → uint32 up to 4294967295, else uint64, BigInteger → uint64, above 64 bits
 * uint128, Map with String keys → map, List → array.
 *
 * @see <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format Specification 2.0</a>
 */
final class DataSection {
    private static final int POINTER = 1;
    private static final int UTF8 = 2;
    private static final int DOUBLE = 3;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int INT32 = 8;
    private static final int UINT64 = 9;
    private static final int UINT128 = 10;
    private static final int ARRAY = 11;
    private static final int BOOLEAN = 14;
    private static final int FLOAT = 15;
    private static final long UINT32_MAX = 0xFFFF_FFFFL;

    private final Map<Object, Integer> written = new HashMap<>();
    private byte[] bytes = new byte[1 << 16];
    private int size;

    /** Where the value is, in bytes from the section's start; written now if it was not yet. */
    int offsetOf(Object value) {
        Integer known = written.get(value);
        if (known != null) {
            return known;
        }
        int at = size;
        writeOnce(value);
        return at;
    }

    int size() {
        return size;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    private void writeOnce(Object value) {
        written.put(value, size);
        if (value instanceof String text) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            control(UTF8, encoded.length);
            put(encoded);
        } else if (value instanceof Map<?, ?> map) {
            control(MAP, map.size());
            map.forEach((key, item) -> {
                write(key);
                write(item);
            });
        } else if (value instanceof List<?> list) {
            control(ARRAY, list.size());
            list.forEach(this::write);
        } else {
            written.remove(value);
            scalar(value);
        }
    }

    /** Scalars are shorter than a pointer to them, or about as short. */
    private void scalar(Object value) {
        if (value instanceof Boolean flag) {
            control(BOOLEAN, flag ? 1 : 0);
        } else if (value instanceof Double number) {
            control(DOUBLE, Double.BYTES);
            put(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
        } else if (value instanceof Float number) {
            control(FLOAT, Float.BYTES);
            put(ByteBuffer.allocate(Float.BYTES).putFloat(number).array());
        } else if (value instanceof Integer number && number >= 0 && number <= 0xFFFF) {
            unsigned(UINT16, BigInteger.valueOf(number));
        } else if (value instanceof Integer number) {
            control(INT32, Integer.BYTES);
            put(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        } else if (value instanceof Long number && number >= 0) {
            unsigned(number <= UINT32_MAX ? UINT32 : UINT64, BigInteger.valueOf(number));
        } else if (value instanceof BigInteger number && number.signum() >= 0 && number.bitLength() <= 128) {
            unsigned(number.bitLength() <= 64 ? UINT64 : UINT128, number);
        } else {
            throw new IllegalArgumentException("an MMDB file cannot hold " + value + " ("
                    + value.getClass().getSimpleName() + ")");
        }
    }

    private void write(Object value) {
        Integer known = written.get(value);
        if (known == null || (value instanceof String text && text.length() < 3)) {
            writeOnce(value);
        } else {
            pointer(known);
        }
    }

    private void unsigned(int type, BigInteger number) {
        byte[] encoded = number.toByteArray();
        int zeros = encoded[0] == 0 ? 1 : 0;
        control(type, encoded.length - zeros);
        put(Arrays.copyOfRange(encoded, zeros, encoded.length));
    }

    /** Sizes from 29 on spill into one to three bytes more; types from 8 on into a byte of their own. */
    private void control(int type, int length) {
        if (length >= 65821 + (1 << 24)) {
            throw new IllegalArgumentException("a value of " + length + " bytes or items is too long for an MMDB file");
        }
        int spill = length < 29 ? 0 : length < 285 ? 1 : length < 65821 ? 2 : 3;
        int inline = spill == 0 ? length : 28 + spill;
        put((type < 8 ? type << 5 : 0) | inline);
        if (type >= 8) {
            put(type - 7);
        }
        int rest = spill == 0 ? 0 : spill == 1 ? length - 29 : spill == 2 ? length - 285 : length - 65821;
        bigEndian(rest, spill);
    }

    private void pointer(int target) {
        int kind = target < 2048 ? 0 : target < 2048 + (1 << 19) ? 1 : target < 526336 + (1 << 27) ? 2 : 3;
        int value = kind == 0 ? target : kind == 1 ? target - 2048 : kind == 2 ? target - 526336 : target;
        int top = kind == 3 ? 0 : (value >>> (8 * (kind + 1))) & 7;
        put((POINTER << 5) | (kind << 3) | top);
        bigEndian(value, kind + 1);
    }

    private void bigEndian(int value, int count) {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            put(value >>> shift);
        }
    }

    private void put(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    private void put(byte[] encoded) {
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), Math.multiplyExact(bytes.length, 2)));
        }
    }
}
