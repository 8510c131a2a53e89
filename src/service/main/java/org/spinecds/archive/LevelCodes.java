package org.spinecds.archive;

import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.LogicFailed;
import org.spinecds.organdose.DoseRules;

/** The codes of vertebral levels in the active content, asked once for each version. */
final class LevelCodes implements Supplier<Map<String, String>> {

    private static final Logger log = LoggerFactory.getLogger(LevelCodes.class);

    private final ActiveGuideline guideline;
    private final Clock clock;
    private String version = "";
    private Map<String, String> codes = Map.of();

    LevelCodes(ActiveGuideline guideline, Clock clock) {
        this.guideline = guideline;
        this.clock = clock;
    }

    /** Returns the codes; none where the content gave none, which is asked again the next time. Doses have no level then. */
    @Override
    public synchronized Map<String, String> get() {
        Guideline current = guideline.current();
        if (!current.version().equals(version)) {
            try {
                codes = DoseRules.levelCodes(current.logic(), clock);
                version = current.version();
            } catch (LogicFailed | IllegalArgumentException e) {
                log.warn("The content gave no codes of vertebral levels; doses of the archive have no level.");
                return Map.of();
            }
        }
        return codes;
    }
}
