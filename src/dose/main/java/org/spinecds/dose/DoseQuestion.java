package org.spinecds.dose;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.pairing.Pairing.ByHand;

/**
 * The objects to read, and the knowledge of others about them.
 *
 * @param folder the folder with the objects
 * @param patient the expected patient; null where the objects have to agree only with each other
 * @param fractionsDelivered the fractions delivered by another source, by the UID of the plan
 * @param pairings a physicist's pairings, by the UID of the dose
 * @param regions the contoured regions to compute
 */
public record DoseQuestion(
        Path folder,
        @Nullable Patient patient,
        Map<String, Integer> fractionsDelivered,
        Map<String, ByHand> pairings,
        Regions regions) {

    /** The regions of a structure set. */
    public enum Regions {
        /** The organs of the list of names, whole and by level. */
        ORGANS,
        /** These, and every other contoured region as a whole. */
        ALL
    }

    public DoseQuestion {
        fractionsDelivered = Map.copyOf(fractionsDelivered);
        pairings = Map.copyOf(pairings);
    }

    /** Asks for the organs. */
    public DoseQuestion(
            Path folder,
            @Nullable Patient patient,
            Map<String, Integer> fractionsDelivered,
            Map<String, ByHand> pairings) {
        this(folder, patient, fractionsDelivered, pairings, Regions.ORGANS);
    }

    /** Asks for the organs of all that a folder holds. */
    public static DoseQuestion of(Path folder) {
        return new DoseQuestion(folder, null, Map.of(), Map.of());
    }

    /** Asks the same of other regions. */
    public DoseQuestion about(Regions others) {
        return new DoseQuestion(folder, patient, fractionsDelivered, pairings, others);
    }
}
