package org.spinecds.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;

/**
 * One reading of an export by several threads. Every line is kept, passed over or put in quarantine; the sums are checked. The
 * result does not depend on the number of threads or on the parts that a file is read in.
 */
final class ExportPass {

    private final Export export;
    private final int threads;
    private final long longestUnit;

    ExportPass(Export export, int threads) {
        this(export, threads, Limits.of(threads).longestUnit());
    }

    /** The same with parts of another length, in bytes. */
    ExportPass(Export export, int threads, long longestUnit) {
        this.export = export;
        this.threads = threads;
        this.longestUnit = longestUnit;
    }

    /** Takes the lines that are resources; several threads call it at once. */
    @FunctionalInterface
    interface Taker {

        /** Whether the line is kept; a line that is not kept is passed over. */
        boolean keeps(ScannedLine line) throws IOException;

        /** Learns of a line that cannot be used, but may be a part of the record of a patient. */
        default void misses(UnusableLine line) throws IOException {}

        /** Whether the lines in quarantine are listed; they are counted anyhow. */
        default boolean listsQuarantine() {
            return true;
        }
    }

    /**
     * The end of the reading.
     *
     * @param files in the order of their names
     * @param types by name
     * @param quarantine in the order of files and places
     * @param before the number of lines before each unit, by file and first byte
     */
    record Result(
            List<FileCount> files,
            Map<String, TypeCount> types,
            List<Quarantined> quarantine,
            Deletions deletions,
            Map<Start, Long> before) {}

    /** The beginning of a unit. */
    record Start(String file, long from) {}

    /** One part of a file with its counts and its lines in quarantine. */
    private record Read(ExportFile file, Lines.Unit unit, Tally tally, List<Quarantined> quarantine) {}

    /**
     * Reads the files.
     *
     * @param isRead the files to read
     * @throws ExportUnreadable when a file cannot be read
     * @throws UncheckedIOException when a line could not be kept
     */
    Result read(Predicate<ExportFile> isRead, Taker taker) {
        Deletions deletions = new Deletions();
        try (Workers workers = new Workers(threads)) {
            List<Future<Read>> parts = new ArrayList<>();
            for (ExportFile file : export.files()) {
                if (isRead.test(file)) {
                    units(file)
                            .forEach(unit ->
                                    parts.add(workers.begin(() -> new UnitRead(file, unit, taker, deletions).read())));
                }
            }
            return merged(parts, deletions);
        } catch (IOException e) {
            throw new UncheckedIOException("The export cannot be read.", e);
        }
    }

    private List<Lines.Unit> units(ExportFile file) {
        if (file.isGzip() || file.size() <= longestUnit) {
            return List.of(Lines.Unit.of(file.path()));
        }
        List<Lines.Unit> units = new ArrayList<>();
        for (long from = 0; from < file.size(); from += longestUnit) {
            units.add(new Lines.Unit(file.path(), from, Math.min(file.size(), from + longestUnit)));
        }
        return units;
    }

    private static Result merged(List<Future<Read>> parts, Deletions deletions) throws IOException {
        Tally all = new Tally();
        Map<String, Tally> byFile = new TreeMap<>();
        Map<String, ExportFile> files = new TreeMap<>();
        List<Quarantined> quarantine = new ArrayList<>();
        Map<Start, Long> starts = new HashMap<>();
        for (Future<Read> part : parts) {
            Read read = Workers.result(part);
            Tally tally = byFile.computeIfAbsent(read.file().name(), unread -> new Tally());
            long before = tally.lines();
            starts.put(new Start(read.file().name(), read.unit().from()), before);
            read.quarantine().forEach(line -> quarantine.add(line.after(before)));
            tally.add(read.tally());
            all.add(read.tally());
            files.put(read.file().name(), read.file());
        }
        List<FileCount> counts = new ArrayList<>();
        files.forEach((name, file) ->
                counts.add(byFile.getOrDefault(name, new Tally()).of(file)));
        counts.forEach(count -> {
            if (!count.addsUp()) {
                throw new IllegalStateException("The lines of " + count.file() + " do not add up: " + count + ".");
            }
        });
        quarantine.sort(Comparator.comparing(Quarantined::file).thenComparing(Quarantined::offset));
        return new Result(List.copyOf(counts), all.types(), List.copyOf(quarantine), deletions, Map.copyOf(starts));
    }

    /** The reading of one unit by one thread. */
    private static final class UnitRead implements Lines.Sink {

        private final ExportFile file;
        private final Taker taker;
        private final Deletions deletions;
        private final Lines.Unit unit;
        private final HeaderScan header = new HeaderScan();
        private final Tally tally = new Tally();
        private final List<Quarantined> quarantine = new ArrayList<>();

        private UnitRead(ExportFile file, Lines.Unit unit, Taker taker, Deletions deletions) {
            this.file = file;
            this.unit = unit;
            this.taker = taker;
            this.deletions = deletions;
        }

        private Read read() {
            try {
                tally.ended(Lines.read(unit, this));
            } catch (IOException e) {
                throw new ExportUnreadable("The file " + file.name() + " cannot be read.", e);
            }
            return new Read(file, unit, tally, quarantine);
        }

        @Override
        public void tooLong(byte[] beginning, long offset, long number, String sha256) {
            header.read(beginning, 0, beginning.length);
            miss(header.type(), offset, number);
            quarantine(new Quarantined(file.name(), offset, number, Reason.TOO_LONG, null, sha256));
        }

        @Override
        public void line(byte[] bytes, int from, int to, long offset, long number) {
            Reason fault = header.read(bytes, from, to);
            String type = fault == null ? header.type() : null;
            if (type == null) {
                if (fault == Reason.NOT_UTF8) {
                    // Each byte as one character: so the header is read to its end, and an id is the same in most
                    // encodings.
                    byte[] readable = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                            .getBytes(StandardCharsets.UTF_8);
                    header.read(readable, 0, readable.length);
                }
                miss(header.type(), offset, number);
                quarantine(fault == null ? Reason.NOT_A_RESOURCE : fault, null, bytes, from, to, offset, number);
                return;
            }
            String patient = Owner.of(header);
            ScannedLine line = new ScannedLine(
                    file,
                    unit.from(),
                    ByteBuffer.wrap(bytes, from, to - from),
                    offset,
                    number,
                    type,
                    header.id(),
                    patient,
                    header.hasContained());
            tally.resource(type, to - from, header, patient != null);
            if (type.equals("Bundle")) {
                if (deletions.take(file.site(), line.text())) {
                    tally.passOver();
                } else {
                    miss(null, offset, number);
                    quarantine(Reason.NOT_A_RESOURCE, type, bytes, from, to, offset, number);
                }
            } else if (!FhirJson.RECORD_TYPES.contains(type)) {
                tally.passOver();
            } else if (patient == null) {
                miss(type, offset, number);
                quarantine(Reason.NO_PATIENT, type, bytes, from, to, offset, number);
            } else {
                take(line);
            }
        }

        private void take(ScannedLine line) {
            try {
                if (taker.keeps(line)) {
                    tally.keep();
                } else {
                    tally.passOver();
                }
            } catch (IOException e) {
                throw notKept(e);
            }
        }

        /** Tells of a line that cannot be used, by the header that was read last. */
        private void miss(@Nullable String type, long offset, long number) {
            UnusableLine line = new UnusableLine(file, unit.from(), offset, number, type, Owner.named(header));
            if (!line.mayBeOf(FhirJson.RECORD_TYPES)) {
                return;
            }
            if (line.patient() == null) {
                tally.missOfUnknownPatient();
            }
            try {
                taker.misses(line);
            } catch (IOException e) {
                throw notKept(e);
            }
        }

        private static UncheckedIOException notKept(IOException e) {
            return new UncheckedIOException("A line could not be kept in the work folder.", e);
        }

        private void quarantine(
                Reason reason, @Nullable String type, byte[] bytes, int from, int to, long offset, long number) {
            String sha256 =
                    HexFormat.of().formatHex(Lines.sha256(bytes, from, to).digest());
            quarantine(new Quarantined(file.name(), offset, number, reason, type, sha256));
        }

        private void quarantine(Quarantined line) {
            tally.quarantine(line.reason());
            if (taker.listsQuarantine()) {
                quarantine.add(line);
            }
        }
    }
}
