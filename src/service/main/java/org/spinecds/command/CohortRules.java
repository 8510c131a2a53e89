package org.spinecds.command;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.spinecds.fhir.Reading;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.EntryTest;
import org.spinecds.replay.Rules;

/** The rules of a guideline, as far as a cohort is searched for them. */
public final class CohortRules {

    /** The hooks that a replay asks with: an order, or a chart that is opened. */
    static final String ORDER = "order-select";

    static final String CHART = "patient-view";

    /** Any day: no rule that tells candidates depends on it. */
    private static final ZonedDateTime ANY_DAY =
            ZonedDateTime.of(LocalDate.of(2026, 1, 1), LocalTime.NOON, ZoneOffset.UTC);

    private CohortRules() {}

    /**
     * The rules behind the services that a replay asks.
     *
     * @throws org.spinecds.logic.ContentBroken when the candidates of a guideline cannot be searched line by line
     */
    public static Rules of(Guideline guideline) {
        List<ServiceDefinition> services = Stream.of(ORDER, CHART)
                .flatMap(hook -> guideline.serviceFor(hook).stream())
                .toList();
        List<Optional<EntryTest>> candidates = services.stream()
                .map(ServiceDefinition::guideline)
                .distinct()
                .map(guideline.logic()::candidates)
                .toList();
        List<Reading> readings = services.stream().map(guideline::reading).toList();
        return new Rules(candidates, readings, guideline.plainForm(), guideline.localCodes(), ANY_DAY);
    }
}
