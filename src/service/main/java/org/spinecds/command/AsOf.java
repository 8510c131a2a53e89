package org.spinecds.command;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * A record as of an earlier day: the resources that were known on it. A resource is known from the first day that its own dates
 * can mean; its last update does not count, since a further export touches it. One without a date was always known. A status cannot
 * be turned back: it is the one of the export.
 */
final class AsOf {

    private AsOf() {}

    /** The resources that were known on a day. */
    static List<Resource> of(List<Resource> record, LocalDate day) {
        return record.stream().filter(resource -> isKnown(resource, day)).toList();
    }

    private static boolean isKnown(Resource resource, LocalDate day) {
        LocalDate since = knownSince(resource);
        return since == null || !since.isAfter(day);
    }

    /** The first day on which a resource can have been known; null where it has no date. */
    static @Nullable LocalDate knownSince(Resource resource) {
        if (resource instanceof Condition condition) {
            return first(condition.getRecordedDateElement(), beginning(condition.getOnset()));
        }
        if (resource instanceof Observation observation) {
            return first(observation.getIssuedElement(), observation.getEffective());
        }
        if (resource instanceof Procedure procedure) {
            return first(procedure.getPerformed());
        }
        if (resource instanceof ServiceRequest request) {
            return first(request.getAuthoredOnElement());
        }
        if (resource instanceof Encounter encounter) {
            return day(encounter.getPeriod().getStartElement());
        }
        if (resource instanceof CareTeam team) {
            return day(team.getPeriod().getStartElement());
        }
        if (resource instanceof Goal goal) {
            // A goal is set before it is pursued, or its status is of a later day.
            return Stream.of(dayOf(goal.getStart()), day(goal.getStatusDateElement()))
                    .filter(Objects::nonNull)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
        return null;
    }

    private static @Nullable LocalDate first(@Nullable Type... dates) {
        return Stream.of(dates)
                .map(AsOf::dayOf)
                .filter(day -> day != null)
                .findFirst()
                .orElse(null);
    }

    /** A disease is known from its beginning, also where it begins within a period. */
    private static @Nullable Type beginning(@Nullable Type onset) {
        return onset instanceof Period period && period.hasStart() ? period.getStartElement() : onset;
    }

    /** An event that lasts is known when it ends, or where it has no end from its beginning. */
    private static @Nullable LocalDate dayOf(@Nullable Type date) {
        if (date instanceof Period period) {
            DateTimeType end = period.getEndElement();
            return end.hasValue() ? day(end) : day(period.getStartElement());
        }
        return date instanceof BaseDateTimeType moment ? day(moment) : null;
    }

    /** The first day that a date of any precision can mean, as it is written; the time zone does not count. */
    static @Nullable LocalDate day(BaseDateTimeType date) {
        String text = date.getValueAsString();
        if (text == null) {
            return null;
        }
        try {
            return switch (text.length()) {
                case 4 -> LocalDate.of(Integer.parseInt(text), 1, 1);
                case 7 -> YearMonth.parse(text).atDay(1);
                default -> LocalDate.parse(text.substring(0, 10));
            };
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
