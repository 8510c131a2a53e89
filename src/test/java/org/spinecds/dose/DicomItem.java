package org.spinecds.dose;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.zip.Deflater;

/** A data set or an item that a test writes, in any encoding. */
public final class DicomItem {

    private static final Set<String> LONG = Set.of("OB", "OW", "UN", "UT", "SQ");

    private final Map<Integer, Value> values = new TreeMap<>(Integer::compareUnsigned);

    /** A value: its bytes, or its items. */
    private static final class Value {

        private final String representation;
        private final byte[] bytes;
        private final List<DicomItem> items;

        private Value(String representation, byte[] bytes, List<DicomItem> items) {
            this.representation = representation;
            this.bytes = bytes;
            this.items = items;
        }

        private String representation() {
            return representation;
        }

        private byte[] bytes() {
            return bytes;
        }

        private List<DicomItem> items() {
            return items;
        }
    }

    /** The ways to write a file. */
    public enum Encoding {
        IMPLICIT("1.2.840.10008.1.2", true, false),
        EXPLICIT("1.2.840.10008.1.2.1", true, false),
        DEFLATED("1.2.840.10008.1.2.1.99", true, false),
        IMPLICIT_DELIMITED("1.2.840.10008.1.2", true, true),
        EXPLICIT_DELIMITED("1.2.840.10008.1.2.1", true, true),
        EXPLICIT_WITHOUT_PREAMBLE("1.2.840.10008.1.2.1", false, false),
        BARE_IMPLICIT("", false, false),
        BARE_EXPLICIT("", false, true);

        private final String syntax;
        private final boolean preamble;
        private final boolean delimited;

        Encoding(String syntax, boolean preamble, boolean delimited) {
            this.syntax = syntax;
            this.preamble = preamble;
            this.delimited = delimited;
        }

        private boolean isExplicit() {
            return this != IMPLICIT && this != IMPLICIT_DELIMITED && this != BARE_IMPLICIT;
        }
    }

    public DicomItem text(int tag, String representation, String text) {
        return bytes(tag, representation, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public DicomItem bytes(int tag, String representation, byte[] bytes) {
        byte[] even = java.util.Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
        if (even.length > bytes.length) {
            even[bytes.length] = (byte) (representation.equals("UI") || representation.equals("OB") ? 0 : ' ');
        }
        values.put(tag, new Value(representation, even, List.of()));
        return this;
    }

    public DicomItem number(int tag, int number) {
        return bytes(tag, "US", new byte[] {(byte) number, (byte) (number >>> 8)});
    }

    public DicomItem decimals(int tag, double... decimals) {
        return text(
                tag,
                "DS",
                DoubleStream.of(decimals).mapToObj(DicomItem::decimal).collect(Collectors.joining("\\")));
    }

    private static String decimal(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    public DicomItem items(int tag, DicomItem... items) {
        return items(tag, List.of(items));
    }

    public DicomItem items(int tag, List<DicomItem> items) {
        values.put(tag, new Value("SQ", new byte[0], items));
        return this;
    }

    public DicomItem without(int tag) {
        values.remove(tag);
        return this;
    }

    public DicomItem with(Consumer<DicomItem> change) {
        change.accept(this);
        return this;
    }

    private Value value(int tag) {
        return Objects.requireNonNull(values.get(tag));
    }

    /** Returns the item of a sequence. */
    public DicomItem item(int tag, int index) {
        return value(tag).items().get(index);
    }

    /** Returns the items of a sequence, to be changed. */
    public List<DicomItem> itemsOf(int tag) {
        return new ArrayList<>(value(tag).items());
    }

    /** Returns the value of a text. */
    public String textOf(int tag) {
        return new String(value(tag).bytes(), StandardCharsets.ISO_8859_1)
                .strip()
                .replace("\0", "");
    }

    /** Writes a file. */
    public byte[] file(Encoding encoding) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        if (encoding.preamble) {
            file.writeBytes(new byte[128]);
            file.writeBytes("DICM".getBytes(StandardCharsets.ISO_8859_1));
        }
        if (!encoding.syntax.isEmpty()) {
            DicomItem meta = new DicomItem()
                    .bytes(0x00020001, "OB", new byte[] {0, 1})
                    .text(0x00020002, "UI", textOf(0x00080016))
                    .text(0x00020010, "UI", encoding.syntax);
            file.writeBytes(meta.written(true, false));
        }
        byte[] body = written(encoding.isExplicit(), encoding.delimited);
        file.writeBytes(encoding == Encoding.DEFLATED ? deflated(body) : body);
        return file.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        while (!deflater.finished()) {
            output.write(part, 0, deflater.deflate(part));
        }
        deflater.end();
        return output.toByteArray();
    }

    private byte[] written(boolean explicit, boolean delimited) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        values.forEach((tag, value) -> {
            boolean sequence = value.representation().equals("SQ");
            byte[] bytes = sequence ? sequence(value.items(), explicit, delimited) : value.bytes();
            output.writeBytes(head(tag, value.representation(), explicit, sequence && delimited ? -1 : bytes.length));
            output.writeBytes(bytes);
        });
        return output.toByteArray();
    }

    private static byte[] head(int tag, String representation, boolean explicit, int length) {
        ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        head.putShort((short) (tag >>> 16)).putShort((short) tag);
        if (explicit) {
            head.put(representation.getBytes(StandardCharsets.ISO_8859_1));
            if (LONG.contains(representation)) {
                head.putShort((short) 0).putInt(length);
            } else {
                head.putShort((short) length);
            }
        } else {
            head.putInt(length);
        }
        return java.util.Arrays.copyOf(head.array(), head.position());
    }

    private static byte[] sequence(List<DicomItem> items, boolean explicit, boolean delimited) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        for (DicomItem item : items) {
            byte[] bytes = item.written(explicit, delimited);
            output.writeBytes(mark(0xFFFEE000, delimited ? -1 : bytes.length));
            output.writeBytes(bytes);
            if (delimited) {
                output.writeBytes(mark(0xFFFEE00D, 0));
            }
        }
        if (delimited) {
            output.writeBytes(mark(0xFFFEE0DD, 0));
        }
        return output.toByteArray();
    }

    private static byte[] mark(int tag, int length) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) (tag >>> 16))
                .putShort((short) tag)
                .putInt(length)
                .array();
    }
}
