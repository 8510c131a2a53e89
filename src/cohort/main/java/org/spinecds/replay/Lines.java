package org.spinecds.replay;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the lines of a file, plain or gzip, from disk once and with a bounded part of it in memory. A mark of byte order, a
 * carriage return at the end, blank lines and a last line without an end are read.
 */
public final class Lines {

    /** The length of a line in bytes from which on it is not used: 16 MiB. */
    public static final int LONGEST = 16 * 1024 * 1024;

    private static final int BUFFER = 256 * 1024;
    private static final int MAGIC = 0x1f8b;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = ONES * '\n';

    private final Unit unit;
    private final Sink sink;
    private byte[] buffer = new byte[BUFFER];
    private int begin;
    private int filled;

    /** The place in the file, without compression, of the first byte of the buffer. */
    private long offset;

    /** The same of the first line of the unit. */
    private long first;

    private long lines;
    private long blank;

    private Lines(Unit unit, Sink sink) {
        this.unit = unit;
        this.sink = sink;
    }

    /**
     * A part of a file.
     *
     * @param from the first byte; the line that it lies in belongs to the part before, unless it begins there
     * @param to the byte after the last; the line that begins before it is read to its end
     */
    public record Unit(Path file, long from, long to) {

        /** The whole of a file. */
        public static Unit of(Path file) {
            return new Unit(file, 0, Long.MAX_VALUE);
        }
    }

    /** Takes the lines. */
    public interface Sink {

        /**
         * A line without its end. The bytes are valid during the call only.
         *
         * @param offset of its first byte in the file, without compression
         * @param number of the line within the unit, from 1
         */
        void line(byte[] bytes, int from, int to, long offset, long number);

        /**
         * A line that is longer than {@link #LONGEST}.
         *
         * @param beginning of the line, as long as a line may be
         * @param sha256 of the line, hexadecimal
         */
        void tooLong(byte[] beginning, long offset, long number, String sha256);
    }

    /**
     * The end of the reading.
     *
     * @param lines of the unit, those that are blank or too long among them
     * @param blank those that hold nothing
     * @param bytes of the unit, without compression
     * @param isTruncated whether the file is cut short or its checksum is wrong
     */
    public record Ending(long lines, long blank, long bytes, boolean isTruncated) {}

    /**
     * Reads one unit.
     *
     * @throws IOException when the file cannot be read; a file that is cut short or damaged is no such failure
     */
    public static Ending read(Unit unit, Sink sink) throws IOException {
        return new Lines(unit, sink).read();
    }

    /** Whether a file is compressed by gzip. It is told by its first two bytes, since names mislead. */
    public static boolean isGzip(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return (in.read() << 8 | in.read()) == MAGIC;
        }
    }

    private Ending read() throws IOException {
        boolean isTruncated = false;
        try (InputStream in = opened()) {
            try {
                all(in);
                isTruncated = in instanceof Members members && members.isFollowed();
            } catch (EOFException | ZipException damaged) {
                isTruncated = true;
                last();
            }
        }
        return new Ending(lines, blank, offset + begin - first, isTruncated);
    }

    private InputStream opened() throws IOException {
        FileInputStream file = new FileInputStream(unit.file().toFile());
        try {
            if (isGzip(unit.file())) {
                return new Members(file);
            }
            offset = Math.max(0, unit.from() - 1);
            file.getChannel().position(offset);
            return file;
        } catch (EOFException | ZipException damaged) {
            file.close();
            return new Damaged();
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    /** A stream of gzip, which may have several members. */
    private static final class Members extends GZIPInputStream {

        private static final int TRAILER = 8;

        private Members(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        /** Whether something else than a further member follows: the reader of the JDK drops it without a word. */
        private boolean isFollowed() throws IOException {
            return inf.getRemaining() > TRAILER || in.available() > 0;
        }
    }

    /** A file of gzip that is cut within its head. */
    private static final class Damaged extends InputStream {

        @Override
        public int read() throws IOException {
            throw new EOFException("cut within the head");
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
        }
    }

    private void all(InputStream in) throws IOException {
        boolean isThere = unit.from() == 0 || skipTo(in);
        first = offset + begin;
        if (!isThere) {
            return;
        }
        int searched = begin;
        while (true) {
            int newline = newline(searched);
            if (newline < 0) {
                searched = filled;
                if (filled - begin > LONGEST) {
                    if (!rest(in)) {
                        return;
                    }
                    searched = begin;
                    continue;
                }
                searched -= makeRoom();
                int read = in.read(buffer, filled, buffer.length - filled);
                if (read < 0) {
                    last();
                    return;
                }
                filled += read;
                continue;
            }
            if (offset + begin >= unit.to()) {
                return;
            }
            take(begin, newline);
            begin = newline + 1;
            searched = begin;
        }
    }

    /** Goes behind the first end of a line; false where there is none. */
    private boolean skipTo(InputStream in) throws IOException {
        while (true) {
            int newline = newline(begin);
            if (newline >= 0) {
                begin = newline + 1;
                return true;
            }
            offset += filled;
            begin = 0;
            filled = 0;
            int read = in.read(buffer, 0, buffer.length);
            if (read < 0) {
                return false;
            }
            filled = read;
        }
    }

    private int newline(int from) {
        byte[] line = buffer;
        int last = filled;
        int at = from;
        while (at + Long.BYTES <= last) {
            long word = (long) WORDS.get(line, at) ^ NEWLINES;
            long found = (word - ONES) & ~word & HIGHS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < last) {
            if (line[at] == '\n') {
                return at;
            }
            at++;
        }
        return -1;
    }

    /** Makes room for more bytes; returns how far the bytes have moved to the front. */
    private int makeRoom() {
        int moved = begin;
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, filled - begin);
            offset += begin;
            filled -= begin;
            begin = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, LONGEST + BUFFER));
        }
        return moved;
    }

    /** The line without an end that the file ends with. */
    private void last() {
        if (begin < filled && offset + begin < unit.to()) {
            take(begin, filled);
            begin = filled;
        }
    }

    private void take(int from, int newline) {
        lines++;
        int to = newline > from && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        int start = from;
        if (to - start >= 3
                && buffer[start] == (byte) 0xEF
                && buffer[start + 1] == (byte) 0xBB
                && buffer[start + 2] == (byte) 0xBF) {
            start += 3;
        }
        if (isBlank(start, to)) {
            blank++;
        } else if (to - start > LONGEST) {
            sink.tooLong(
                    Arrays.copyOfRange(buffer, start, start + LONGEST),
                    offset + from,
                    lines,
                    HexFormat.of().formatHex(sha256(buffer, start, to).digest()));
        } else {
            sink.line(buffer, start, to, offset + from, lines);
        }
    }

    private boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\t' && buffer[at] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Reads a line that is too long to its end without keeping it; false where the file ends. */
    private boolean rest(InputStream in) throws IOException {
        if (offset + begin >= unit.to()) {
            return false;
        }
        lines++;
        long from = offset + begin;
        byte[] beginning = Arrays.copyOfRange(buffer, begin, begin + LONGEST);
        MessageDigest digest = sha256(buffer, begin, filled);
        int newline = -1;
        try {
            while (newline < 0) {
                offset += filled;
                begin = 0;
                filled = 0;
                int read = in.read(buffer, 0, buffer.length);
                if (read < 0) {
                    break;
                }
                filled = read;
                newline = newline(0);
                digest.update(buffer, 0, newline < 0 ? filled : newline);
            }
        } finally {
            sink.tooLong(beginning, from, lines, HexFormat.of().formatHex(digest.digest()));
        }
        begin = newline < 0 ? filled : newline + 1;
        return newline >= 0;
    }

    /** The SHA-256 of some bytes, not yet finished. */
    static MessageDigest sha256(byte[] bytes, int from, int to) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, to - from);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
