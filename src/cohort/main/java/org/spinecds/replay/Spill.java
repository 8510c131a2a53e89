package org.spinecds.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The kept lines in the work folder, in one file for each part of the patients. Lines of one patient are in one file. The folder is
 * for its owner alone, since the lines are records of patients.
 */
final class Spill implements AutoCloseable {

    private final Path folder;
    private final int level;
    private final List<Part> parts;

    /**
     * Opens the files of a new folder.
     *
     * @param number of parts
     * @param level how often these lines have been divided before
     */
    private Spill(Path folder, int number, int level) throws IOException {
        this.folder = folder;
        this.level = level;
        this.parts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            parts.add(new Part(folder.resolve("part-" + i)));
        }
    }

    /** Opens the files in a folder for its owner alone. */
    static Spill in(Path folder, int number) throws IOException {
        return new Spill(Folders.ofOwner(folder), number, 0);
    }

    /**
     * A kept line.
     *
     * @param patient the key of the patient
     * @param file its place among the files of the export
     * @param unit the first byte of the unit that it was read in
     * @param offset of its first byte in the file, without compression
     * @param number of the line within its unit, from 1
     * @param text empty where the line cannot be used, so that the record of the patient is not complete
     */
    record Kept(String patient, int file, long unit, long offset, long number, String text) {

        /** The bytes of the text. */
        long size() {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        boolean isUnusable() {
            return text.isEmpty();
        }

        /** Its place only: the text tells of a patient. */
        @Override
        public String toString() {
            return "Kept[" + file + ", " + offset + "]";
        }
    }

    /** The lines of a part of the patients. */
    static final class Part {

        private final Path file;
        private final DataOutputStream out;
        private long size;

        private Part(Path file) throws IOException {
            this.file = file;
            this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        }

        /** The bytes of its lines. */
        long size() {
            return size;
        }

        private synchronized void add(Kept line) throws IOException {
            byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
            out.writeUTF(line.patient());
            out.writeInt(line.file());
            out.writeLong(line.unit());
            out.writeLong(line.offset());
            out.writeLong(line.number());
            out.writeInt(text.length);
            out.write(text);
            size += text.length;
        }

        /** The bytes of the lines of each patient. */
        Map<String, Long> sizes() throws IOException {
            Map<String, Long> sizes = new TreeMap<>();
            each(line -> sizes.merge(line.patient(), line.size(), Long::sum));
            return sizes;
        }

        /** Reads the lines one after the other. */
        void each(Taker taker) throws IOException {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                while (true) {
                    in.mark(1);
                    if (in.read() < 0) {
                        return;
                    }
                    in.reset();
                    String patient = in.readUTF();
                    int from = in.readInt();
                    long unit = in.readLong();
                    long offset = in.readLong();
                    long number = in.readLong();
                    byte[] text = new byte[in.readInt()];
                    in.readFully(text);
                    taker.take(new Kept(patient, from, unit, offset, number, new String(text, StandardCharsets.UTF_8)));
                }
            }
        }
    }

    /** Takes kept lines. */
    @FunctionalInterface
    interface Taker {

        void take(Kept line) throws IOException;
    }

    /** Keeps a line; several threads call it at once. */
    void add(Kept line) throws IOException {
        parts.get(Math.floorMod(hash(line.patient(), level), parts.size())).add(line);
    }

    /** The parts, once all lines are kept. */
    List<Part> parts() throws IOException {
        for (Part part : parts) {
            part.out.close();
        }
        return List.copyOf(parts);
    }

    /** Divides a part once more, by another hash, since it is too large for the memory. */
    Spill divided(Part part, int number) throws IOException {
        Path below = Folders.ofOwner(folder.resolve(part.file.getFileName() + "-" + (level + 1)));
        Spill divided = new Spill(below, number, level + 1);
        part.each(divided::add);
        return divided;
    }

    /** A hash of a key; those of two levels do not depend on each other. */
    static int hash(String key, int level) {
        int hash = 0x9E3779B9 * (level + 1);
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x01000193;
        }
        hash ^= hash >>> 15;
        hash *= 0x2C1B3C6D;
        return hash ^ (hash >>> 13);
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.out.close();
            Files.deleteIfExists(part.file);
        }
    }
}
