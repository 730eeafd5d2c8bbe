package io.gatehouse.risk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

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

    /** All classes that a class names, {@code java/lang/String}, and all fields and methods of theirs that it uses, {@code java/lang/String.length}. */
    static Set<String> references(byte[] classFile) {
        Set<String> references = new TreeSet<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            in.skipNBytes(8);
            int count = in.readUnsignedShort();
            String[] texts = new String[count];
            int[] tags = new int[count];
            int[] first = new int[count];
            int[] second = new int[count];
            for (int i = 1; i < count; i++) {
                tags[i] = in.readUnsignedByte();
                switch (tags[i]) {
                    case UTF8 -> texts[i] = in.readUTF();
                    case 7 -> first[i] = in.readUnsignedShort();
                    case 9, 10, 11, 12 -> {
                        first[i] = in.readUnsignedShort();
                        second[i] = in.readUnsignedShort();
                    }
                    default -> {
                        in.skipNBytes(size(tags[i]));
                        i += isTwoEntries(tags[i]) ? 1 : 0;
                    }
                }
            }
            for (int i = 1; i < count; i++) {
                if (tags[i] == 7) {
                    references.add(element(texts[first[i]]));
                } else if (tags[i] >= 9 && tags[i] <= 11) {
                    references.add(element(texts[first[first[i]]]) + "." + texts[first[second[i]]]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not a class file", e);
        }
        return references;
    }

    /** Of an array's type the type of its elements; of primitive ones nothing. */
    private static String element(String type) {
        if (!type.startsWith("[")) {
            return type;
        }
        String element = type.replaceFirst("^\\[+", "");
        return element.startsWith("L") ? element.substring(1, element.length() - 1) : "";
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
