package org.spinecds.dose.pairing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.ObjectUnreadable;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.Registration;
import org.spinecds.dose.dicom.RtObject;
import org.spinecds.dose.dicom.SopClass;
import org.spinecds.dose.dicom.StructureSet;
import org.spinecds.dose.dicom.TreatmentRecord;
import org.spinecds.dose.setting.DoseSettings.Limits;

/** The objects of a folder. Files that are no DICOM, or of no use for a dose, are passed over. */
public final class RtFolder {

    private static final int DEPTH = 16;

    private final Map<String, RtObject> objects = new HashMap<>();
    private final Map<String, Path> paths = new HashMap<>();
    private final List<UnreadableFile> unreadable = new ArrayList<>();
    private int passedOver;

    /**
     * A file that cannot be read.
     *
     * @param file its name
     * @param sopClass its SOP class UID, or null where not even that can be read
     * @param detail the finding
     */
    public record UnreadableFile(String file, @Nullable String sopClass, String detail) {}

    /** Sees the number of files read so far, and of all. */
    @FunctionalInterface
    public interface Watcher {
        void see(int read, int all);
    }

    private RtFolder() {}

    /** Reads all files of a folder and of the folders in it. */
    public static RtFolder read(Path path, Limits limits, Watcher watcher) throws IOException {
        Path root = path.toRealPath();
        RtFolder folder = new RtFolder();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root, DEPTH + 1)) {
            Iterator<Path> walk = all.iterator();
            while (walk.hasNext()) {
                Path each = walk.next();
                if (root.relativize(each).getNameCount() > DEPTH) {
                    throw new IOException("The folder has folders nested deeper than " + DEPTH);
                }
                if (Files.isRegularFile(each)) {
                    files.add(each);
                } else if (Files.isSymbolicLink(each)) {
                    folder.unreadable.add(new UnreadableFile(
                            String.valueOf(each.getFileName()), null, "A link to no file is not followed"));
                }
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
        Collections.sort(files);
        if (files.size() > limits.files()) {
            throw new IOException("The folder has more than " + limits.files() + " files");
        }
        for (int at = 0; at < files.size(); at++) {
            folder.add(files.get(at), limits);
            watcher.see(at + 1, files.size());
        }
        return folder;
    }

    private void add(Path file, Limits limits) throws IOException {
        String name = String.valueOf(file.getFileName());
        try {
            Optional<RtObject> read = RtObject.read(file, limits);
            if (read.isEmpty()) {
                passedOver++;
                return;
            }
            RtObject object = read.get();
            String uid = object.header().uid();
            Path known = paths.putIfAbsent(uid, file);
            if (known == null) {
                objects.put(uid, object);
            } else if (Files.mismatch(known, file) >= 0) {
                objects.remove(uid);
                unreadable.add(new UnreadableFile(
                        name, object.header().sopClass(), "Two different files have one SOP instance UID"));
            }
        } catch (ObjectUnreadable problem) {
            unreadable.add(new UnreadableFile(name, problem.sopClass(), problem.getMessage()));
        }
    }

    /** Returns the files that cannot be read. */
    public List<UnreadableFile> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Returns the number of files that were passed over. */
    public int passedOver() {
        return passedOver;
    }

    /** Tells whether a file that cannot be read may be a treatment record. */
    public boolean mayHideRecords() {
        return unreadable.stream().anyMatch(file -> {
            String sopClass = file.sopClass();
            return sopClass == null || SopClass.isRecord(sopClass);
        });
    }

    public List<DoseObject> doses() {
        return all(DoseObject.class);
    }

    public List<Plan> plans() {
        return all(Plan.class);
    }

    public List<StructureSet> structureSets() {
        return all(StructureSet.class);
    }

    public List<Registration> registrations() {
        return all(Registration.class);
    }

    public List<TreatmentRecord> records() {
        return all(TreatmentRecord.class);
    }

    /** Returns the treatment records of a plan. */
    public List<TreatmentRecord> records(Plan plan) {
        return records().stream()
                .filter(treatment -> treatment.plans().contains(plan.header().uid()))
                .toList();
    }

    private <T extends RtObject> List<T> all(Class<T> type) {
        return objects.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .sorted(java.util.Comparator.comparing(object -> object.header().uid()))
                .toList();
    }
}
