package org.spinecds.dose.dicom;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.setting.DoseSettings.Limits;

/**
 * A file of DICOM part 10, or the bare data set of one: little endian, implicit, explicit or deflated (PS3.5, PS3.10). The
 * file is mapped, not loaded. Nothing is allocated by a length that the file claims, and every step goes forward.
 */
final class DicomFile {

    private static final String IMPLICIT = "1.2.840.10008.1.2";
    private static final String EXPLICIT = "1.2.840.10008.1.2.1";
    private static final String DEFLATED = "1.2.840.10008.1.2.1.99";
    private static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";

    private static final int PREAMBLE = 128;
    private static final int UNDEFINED = -1;
    private static final int ITEM = 0xFFFEE000;
    private static final int ITEM_END = 0xFFFEE00D;
    private static final int SEQUENCE_END = 0xFFFEE0DD;
    private static final int META_SOP_CLASS = 0x00020002;
    private static final int META_TRANSFER_SYNTAX = 0x00020010;

    /** The value representations with a length of 16 bits; all others, future ones too, have 32 (PS3.5, 7.1.2). */
    private static final String SHORT = " AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US ";

    private final Limits limits;
    private ByteBuffer bytes;
    private @Nullable String sopClass;
    private String syntax = IMPLICIT;
    private int kept;

    private DicomFile(ByteBuffer bytes, Limits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    /** An attribute's head: its tag, its representation and the place and length of its value. */
    private record Head(int tag, String representation, int value, int length) {}

    /**
     * Reads a file.
     *
     * @return the data set; nothing for a file that is no DICOM, or an object that no dose needs
     * @throws ObjectUnreadable where an object that a dose may need cannot be read
     */
    static Optional<DataSet> read(Path path, Limits limits) throws IOException, ObjectUnreadable {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            long most = Math.min(limits.objectBytes(), Integer.MAX_VALUE);
            DicomFile file = new DicomFile(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(size, most))
                            .order(ByteOrder.LITTLE_ENDIAN),
                    limits);
            try {
                return file.read(size > most, isNamedDicom(path));
            } catch (ObjectUnreadable unreadable) {
                throw new ObjectUnreadable(unreadable.getMessage(), file.sopClass);
            }
        }
    }

    private static boolean isNamedDicom(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".dcm");
    }

    private Optional<DataSet> read(boolean tooLarge, boolean namedDicom) throws IOException, ObjectUnreadable {
        int start = start();
        if (start < 0 && namedDicom) {
            throw new ObjectUnreadable("Damaged: the file is named DICOM and does not begin like it");
        }
        if (start < 0) {
            return Optional.empty();
        }
        int place = readMeta(start);
        if (sopClass != null && !SopClass.isNeeded(sopClass)) {
            return Optional.empty();
        }
        if (tooLarge) {
            throw new ObjectUnreadable("Over the limits: the object is larger than " + limits.objectBytes() + " bytes");
        }
        if (syntax.equals(DEFLATED)) {
            bytes = inflated(place);
            place = 0;
        }
        DataSet dataSet = new DataSet(bytes);
        readDataSet(new Span(place, bytes.limit(), !syntax.equals(IMPLICIT)), 0, dataSet, false);
        sopClass = dataSet.text(Tag.SOP_CLASS_UID).orElse(sopClass);
        if (sopClass == null) {
            throw new ObjectUnreadable("Damaged: SOP_CLASS_UID is missing");
        }
        if (!SopClass.isNeeded(sopClass)) {
            return Optional.empty();
        }
        if (sopClass.equals(SopClass.STRUCTURE_SET) && bytes.limit() > limits.structureSetBytes()) {
            throw new ObjectUnreadable(
                    "Over the limits: the structure set is larger than " + limits.structureSetBytes() + " bytes");
        }
        return Optional.of(dataSet);
    }

    /** Returns the place of the first attribute, or -1 where this is no DICOM. */
    private int start() throws ObjectUnreadable {
        if (bytes.limit() >= PREAMBLE + 4
                && bytes.get(PREAMBLE) == 'D'
                && bytes.get(PREAMBLE + 1) == 'I'
                && bytes.get(PREAMBLE + 2) == 'C'
                && bytes.get(PREAMBLE + 3) == 'M') {
            return PREAMBLE + 4;
        }
        if (bytes.limit() < 8) {
            return -1;
        }
        int group = bytes.getShort(0) & 0xFFFF;
        int element = bytes.getShort(2) & 0xFFFF;
        if ((group == 0x0200 && element == 0) || (group == 0x0800 && Integer.reverseBytes(element << 16) <= 0x0018)) {
            throw new ObjectUnreadable("Big endian is not read");
        }
        boolean begins = (group == 0x0002 && element <= 0x0010) || (group == 0x0008 && element <= 0x0018);
        return begins ? 0 : -1;
    }

    /** Reads the meta information, always explicit little endian, and returns the place behind it. */
    private int readMeta(int start) throws ObjectUnreadable {
        int place = start;
        boolean found = false;
        while (place + 8 <= bytes.limit() && bytes.getShort(place) == 0x0002) {
            Head head = head(place, bytes.limit(), true);
            if (head.length() < 0 || head.length() > bytes.limit() - head.value()) {
                throw new ObjectUnreadable("Truncated in the meta information");
            }
            if (head.tag() == META_SOP_CLASS) {
                sopClass = uid(head);
            } else if (head.tag() == META_TRANSFER_SYNTAX) {
                syntax = uid(head);
                found = true;
            }
            place = head.value() + head.length();
        }
        if (!found) {
            syntax = looksExplicit(place) ? EXPLICIT : IMPLICIT;
        }
        switch (syntax) {
            case IMPLICIT, EXPLICIT, DEFLATED -> {}
            case BIG_ENDIAN -> throw new ObjectUnreadable("Big endian is not read");
            default -> throw new ObjectUnreadable("Compressed or unknown transfer syntax " + printable(syntax));
        }
        return place;
    }

    private boolean looksExplicit(int place) {
        return place + 6 <= bytes.limit() && isCapital(bytes.get(place + 4)) && isCapital(bytes.get(place + 5));
    }

    private static boolean isCapital(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    private String uid(Head head) {
        StringBuilder uid = new StringBuilder();
        for (int place = head.value(); place < head.value() + Math.min(head.length(), 64); place++) {
            if (bytes.get(place) > ' ') {
                uid.append((char) bytes.get(place));
            }
        }
        return uid.toString();
    }

    private static String printable(String uid) {
        return uid.matches("[0-9.]+") ? uid : "";
    }

    /** Inflates to a file that is deleted at once and stays only as mapped memory. */
    private ByteBuffer inflated(int place) throws IOException, ObjectUnreadable {
        Path path = Files.createTempFile("dose", ".dcm");
        Inflater inflater = new Inflater(true);
        try (OutputStream output = Files.newOutputStream(path)) {
            inflater.setInput(bytes.slice(place, bytes.limit() - place));
            byte[] part = new byte[1 << 16];
            while (!inflater.finished()) {
                int count = inflater.inflate(part);
                if (count == 0 && !inflater.finished()) {
                    throw new ObjectUnreadable("Truncated in its deflated part");
                }
                if (inflater.getBytesWritten() > limits.objectBytes()) {
                    throw new ObjectUnreadable(
                            "Over the limits: the object inflates to more than " + limits.objectBytes() + " bytes");
                }
                output.write(part, 0, count);
            }
            output.flush();
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
        } catch (DataFormatException damaged) {
            throw new ObjectUnreadable("Damaged in its deflated part");
        } finally {
            inflater.end();
            Files.deleteIfExists(path);
        }
    }

    /** A part of the file and its encoding. */
    private record Span(int from, int end, boolean explicit) {

        Span at(int place) {
            return new Span(place, end, explicit);
        }

        Span within(int place, int length) {
            return new Span(place, place + length, explicit);
        }
    }

    /**
     * Reads the attributes of a data set and returns the place behind them.
     *
     * @param into keeps the known attributes; null where they are passed over
     * @param delimited the data set is an item that ends with a delimiter
     */
    private int readDataSet(Span span, int depth, @Nullable DataSet into, boolean delimited) throws ObjectUnreadable {
        int place = span.from();
        while (place < span.end()) {
            if (!delimited && depth == 0 && isPadded(place)) {
                return span.end();
            }
            Head head = head(place, span.end(), span.explicit());
            if (head.tag() == ITEM_END && delimited) {
                return head.value();
            }
            if (head.tag() >>> 16 == 0xFFFE) {
                throw new ObjectUnreadable("Damaged: a delimiter stands in the wrong place");
            }
            Tag tag = into == null ? null : Tag.of(head.tag());
            if (head.length() == UNDEFINED) {
                place = readUndefined(span, head, depth, tag == null ? null : into, tag);
            } else {
                if (head.length() < 0 || head.length() > span.end() - head.value()) {
                    throw new ObjectUnreadable("Truncated: a value is longer than the file or the item around it");
                }
                if (tag != null && into != null) {
                    keep(span, head, depth, into, tag);
                }
                place = head.value() + head.length();
            }
        }
        if (delimited) {
            throw new ObjectUnreadable("Truncated: the delimiter of an item is missing");
        }
        return place;
    }

    private boolean isPadded(int place) {
        for (int at = place; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
            if (at - place > 4096) {
                return false;
            }
        }
        return true;
    }

    private void keep(Span span, Head head, int depth, DataSet into, Tag tag) throws ObjectUnreadable {
        count();
        if (tag.isSequence()) {
            boolean unknown = head.representation().equals("UN");
            if (span.explicit() && !unknown && !head.representation().equals("SQ")) {
                throw new ObjectUnreadable("Damaged: " + tag + " is no sequence");
            }
            List<DataSet> items = new ArrayList<>(1);
            Span inside = new Span(head.value(), head.value() + head.length(), span.explicit() && !unknown);
            readSequence(inside, depth + 1, items, false);
            into.add(tag, items);
        } else if (head.representation().equals("SQ")) {
            throw new ObjectUnreadable("Damaged: " + tag + " is a sequence");
        } else {
            into.add(tag, head.value(), head.length());
        }
    }

    private int readUndefined(Span span, Head head, int depth, @Nullable DataSet into, @Nullable Tag tag)
            throws ObjectUnreadable {
        if (head.tag() == 0x7FE00010) {
            throw new ObjectUnreadable("Compressed: the values of the dose are encapsulated");
        }
        boolean unknown = head.representation().equals("UN");
        if (span.explicit() && !unknown && !head.representation().equals("SQ")) {
            throw new ObjectUnreadable("Damaged: a value without length is no sequence");
        }
        List<DataSet> items = new ArrayList<>(1);
        Span inside = new Span(head.value(), span.end(), span.explicit() && !unknown);
        if (into == null || tag == null) {
            return readSequence(inside, depth + 1, null, true);
        }
        if (!tag.isSequence()) {
            throw new ObjectUnreadable("Damaged: " + tag + " is a sequence");
        }
        count();
        int place = readSequence(inside, depth + 1, items, true);
        into.add(tag, items);
        return place;
    }

    private int readSequence(Span span, int depth, @Nullable List<DataSet> items, boolean delimited)
            throws ObjectUnreadable {
        if (depth > limits.depth()) {
            throw new ObjectUnreadable("Over the limits: sequences are nested deeper than " + limits.depth());
        }
        int place = span.from();
        while (place < span.end()) {
            if (span.end() - place < 8) {
                throw new ObjectUnreadable("Truncated between items");
            }
            int tag = tag(place);
            int length = bytes.getInt(place + 4);
            place += 8;
            if (tag == SEQUENCE_END && delimited) {
                return place;
            }
            if (tag != ITEM) {
                throw new ObjectUnreadable("Damaged: an item is expected in a sequence");
            }
            DataSet item = null;
            if (items != null) {
                count();
                item = new DataSet(bytes);
                items.add(item);
            }
            if (length == UNDEFINED) {
                place = readDataSet(span.at(place), depth, item, true);
            } else {
                if (length < 0 || length > span.end() - place) {
                    throw new ObjectUnreadable("Truncated: an item is longer than the file or the sequence around it");
                }
                readDataSet(span.within(place, length), depth, item, false);
                place += length;
            }
        }
        if (delimited) {
            throw new ObjectUnreadable("Truncated: the delimiter of a sequence is missing");
        }
        return place;
    }

    private void count() throws ObjectUnreadable {
        kept++;
        if (kept > limits.items()) {
            throw new ObjectUnreadable("Over the limits: more than " + limits.items() + " items and values");
        }
    }

    private int tag(int place) {
        return ((bytes.getShort(place) & 0xFFFF) << 16) | (bytes.getShort(place + 2) & 0xFFFF);
    }

    private Head head(int place, int end, boolean explicit) throws ObjectUnreadable {
        if (end - place < 8) {
            throw new ObjectUnreadable("Truncated in the head of an attribute");
        }
        int tag = tag(place);
        if (!explicit || tag >>> 16 == 0xFFFE) {
            return new Head(tag, "", place + 8, bytes.getInt(place + 4));
        }
        if (!looksExplicit(place)) {
            throw new ObjectUnreadable("Damaged: an attribute has no value representation");
        }
        String representation = String.valueOf(new char[] {(char) bytes.get(place + 4), (char) bytes.get(place + 5)});
        if (SHORT.contains(" " + representation + " ")) {
            return new Head(tag, representation, place + 8, bytes.getShort(place + 6) & 0xFFFF);
        }
        if (end - place < 12) {
            throw new ObjectUnreadable("Truncated in the head of an attribute");
        }
        return new Head(tag, representation, place + 12, bytes.getInt(place + 8));
    }
}
