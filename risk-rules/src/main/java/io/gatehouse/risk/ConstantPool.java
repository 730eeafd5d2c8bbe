package io.gatehouse.risk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The part of a class file that names what the class calls (Java Virtual Machine Specification, section 4.4). */
final class ConstantPool {
    private static final int UTF8 = 1;

    private ConstantPool() {}

    /** The same class, calling {@code to} wherever it called {@code from}; names with slashes. */
    static byte[] replace(byte[] classFile, String from, String to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + to.length());
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(in.readInt()); // 0xCAFEBABE
            out.writeInt(in.readInt()); // version
            int count = in.readUnsignedShort();
            out.writeShort(count);
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == UTF8) {
                    String text = in.readUTF();
                    out.writeUTF(text.equals(from) ? to : text);
                } else {
                    out.write(in.readNBytes(size(tag)));
                    i += isTwoEntries(tag) ? 1 : 0;
                }
            }
            in.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("not a class file", e);
        }
        return bytes.toByteArray();
    }

    private static boolean isTwoEntries(int tag) {
        return tag == 5 || tag == 6; // long, double
    }

    private static int size(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2; // class, string, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // int, float, field, methods, name and type, dynamic
            case 5, 6 -> 8;
            default -> throw new IOException("constant with tag " + tag);
        };
    }
}
