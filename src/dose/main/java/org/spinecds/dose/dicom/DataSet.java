package org.spinecds.dose.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The known attributes of an object or of an item. Values stay in the file until they are asked for, so that an object
 * takes little memory.
 */
final class DataSet {

    private final ByteBuffer file;
    private List<Element> elements = List.of();

    /** An attribute: its place in the file, or its items. */
    private record Element(Tag tag, int offset, int length, List<DataSet> items) {}

    DataSet(ByteBuffer file) {
        this.file = file;
    }

    void add(Tag tag, int offset, int length) throws ObjectUnreadable {
        add(new Element(tag, offset, length, List.of()));
    }

    void add(Tag tag, List<DataSet> items) throws ObjectUnreadable {
        add(new Element(tag, 0, 0, items));
    }

    private void add(Element element) throws ObjectUnreadable {
        if (find(element.tag()).isPresent()) {
            throw new ObjectUnreadable("Damaged: " + element.tag() + " occurs twice");
        }
        if (elements.isEmpty()) {
            elements = new ArrayList<>(3);
        }
        elements.add(element);
    }

    private Optional<Element> find(Tag tag) {
        for (Element element : elements) {
            if (element.tag() == tag) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    /** Returns the items of a sequence; none where it is missing. */
    List<DataSet> items(Tag tag) {
        return find(tag).map(Element::items).orElse(List.of());
    }

    /** Returns the bytes of a value in the order of this file. */
    Optional<ByteBuffer> bytes(Tag tag) {
        return find(tag)
                .map(element -> file.slice(element.offset(), element.length()).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Returns the text without its padding; nothing where it is missing or empty. */
    Optional<String> text(Tag tag) {
        return raw(tag).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).strip())
                .filter(text -> !text.isEmpty());
    }

    /** Returns the bytes of a text without the padding at its end. */
    Optional<byte[]> raw(Tag tag) {
        return bytes(tag).map(buffer -> {
            int length = buffer.remaining();
            while (length > 0 && (buffer.get(length - 1) == ' ' || buffer.get(length - 1) == 0)) {
                length--;
            }
            byte[] bytes = new byte[length];
            buffer.get(bytes);
            return bytes;
        });
    }

    String required(Tag tag) throws ObjectUnreadable {
        return text(tag).orElseThrow(() -> new ObjectUnreadable("Damaged: " + tag + " is missing"));
    }

    /** Returns a 16-bit number. */
    int number(Tag tag) throws ObjectUnreadable {
        ByteBuffer bytes = bytes(tag).orElseThrow(() -> new ObjectUnreadable("Damaged: " + tag + " is missing"));
        if (bytes.remaining() != 2) {
            throw new ObjectUnreadable("Damaged: " + tag + " is no number of 16 bits");
        }
        return bytes.getShort(0) & 0xFFFF;
    }

    /** Returns a number written in digits; nothing where it is missing or empty. */
    Optional<Double> decimal(Tag tag) throws ObjectUnreadable {
        double[] all = decimals(tag, 1);
        return all.length == 0 ? Optional.empty() : Optional.of(all[0]);
    }

    /** Returns a whole number written in digits; nothing where it is missing or empty. */
    Optional<Integer> integer(Tag tag) throws ObjectUnreadable {
        Optional<Double> value = decimal(tag);
        if (value.isPresent() && (value.get() != Math.rint(value.get()) || Math.abs(value.get()) > 1e9)) {
            throw new ObjectUnreadable("Damaged: " + tag + " is no whole number");
        }
        return value.map(Double::intValue);
    }

    /** Returns exactly as many numbers. */
    double[] exactly(int count, Tag tag) throws ObjectUnreadable {
        double[] all = decimals(tag, count);
        if (all.length != count) {
            throw new ObjectUnreadable("Damaged: " + tag + " has " + all.length + " values, not " + count);
        }
        for (double value : all) {
            if (!Double.isFinite(value)) {
                throw new ObjectUnreadable("Damaged: " + tag + " holds no finite number");
            }
        }
        return all;
    }

    /** Returns how many numbers a value holds. */
    int count(Tag tag) {
        return bytes(tag).map(Decimals::count).orElse(0);
    }

    /** Returns the numbers of a value, none where it is missing or empty. More than the limit is refused. */
    double[] decimals(Tag tag, int limit) throws ObjectUnreadable {
        Optional<ByteBuffer> bytes = bytes(tag);
        if (bytes.isEmpty()) {
            return new double[0];
        }
        return Decimals.of(bytes.get(), limit)
                .orElseThrow(
                        () -> new ObjectUnreadable("Damaged: " + tag + " holds no numbers, or more than " + limit));
    }
}
