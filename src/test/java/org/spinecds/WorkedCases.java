package org.spinecds;

import java.nio.file.Path;
import java.util.List;
import org.spinecds.workbench.WorkedCase;

/** The worked cases of the project. */
public final class WorkedCases {

    private static final List<WorkedCase> ALL = WorkedCase.below(Path.of("."));

    private WorkedCases() {}

    public static List<WorkedCase> all() {
        return ALL;
    }

    /** The case with an id. */
    public static WorkedCase named(String id) {
        return ALL.stream()
                .filter(worked -> worked.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no case " + id + "."));
    }
}
