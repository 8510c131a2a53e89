package org.spinecds.archive;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.organdose.DosesOnFile;

/** The courses of a record: a Procedure with a dose or with UIDs of DICOM, and a ServiceRequest with UIDs. */
final class RecordedCourses {

    private static final String MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/";
    private static final String DOSE_DELIVERED = MCODE + "mcode-radiotherapy-dose-delivered-to-volume";
    private static final String DICOM_REFERENCE =
            "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/codexrt-dicom-reference";
    private static final String DICOM_UID = "urn:dicom:uid";
    private static final String OID = "urn:oid:";
    private static final BigDecimal CENTI = BigDecimal.valueOf(100);

    private static final Set<ProcedureStatus> GIVEN = Set.of(
            ProcedureStatus.COMPLETED,
            ProcedureStatus.INPROGRESS,
            ProcedureStatus.STOPPED,
            ProcedureStatus.ONHOLD,
            ProcedureStatus.UNKNOWN);
    private static final Set<ProcedureStatus> OVER = Set.of(ProcedureStatus.COMPLETED, ProcedureStatus.STOPPED);
    private static final Set<ServiceRequestStatus> OPEN =
            Set.of(ServiceRequestStatus.ACTIVE, ServiceRequestStatus.DRAFT, ServiceRequestStatus.ONHOLD);

    private RecordedCourses() {}

    /** Returns the courses of a record, in the order of their references. */
    static List<Course> of(List<Resource> resources) {
        List<Procedure> procedures = all(resources, Procedure.class)
                .filter(one -> GIVEN.contains(one.getStatus()))
                .toList();
        Map<String, ServiceRequest> plans = all(resources, ServiceRequest.class)
                .collect(Collectors.toMap(RecordedCourses::reference, Function.identity(), (one, other) -> one));
        Set<String> begun = procedures.stream()
                .flatMap(one -> ids(one.getBasedOn(), "ServiceRequest"))
                .collect(Collectors.toSet());
        List<Course> courses = new ArrayList<>();
        for (Procedure procedure : procedures) {
            Set<String> uids = new HashSet<>(uids(procedure, procedure.getIdentifier()));
            ids(procedure.getBasedOn(), "ServiceRequest")
                    .map(plans::get)
                    .filter(Objects::nonNull)
                    .forEach(plan -> uids.addAll(uids(plan, plan.getIdentifier())));
            if (!uids.isEmpty() || procedure.hasExtension(DOSE_DELIVERED)) {
                courses.add(course(procedure, uids));
            }
        }
        plans.forEach((reference, plan) -> {
            Set<String> uids = uids(plan, plan.getIdentifier());
            if (!uids.isEmpty() && OPEN.contains(plan.getStatus()) && !begun.contains(reference)) {
                courses.add(new Course(reference, uids, Set.of(), false, null, null, null, null));
            }
        });
        courses.sort(Comparator.comparing(Course::reference));
        return courses;
    }

    /**
     * Returns the references of courses and plans with a dose of the sac in the record.
     *
     * @param onFile tells which Observations are such doses
     */
    static Set<String> withDose(List<Resource> resources, DosesOnFile onFile) {
        Set<String> named = all(resources, Observation.class)
                .filter(onFile::has)
                .flatMap(one ->
                        Stream.concat(ids(one.getPartOf(), "Procedure"), ids(one.getBasedOn(), "ServiceRequest")))
                .collect(Collectors.toCollection(HashSet::new));
        all(resources, Procedure.class)
                .filter(one -> ids(one.getBasedOn(), "ServiceRequest").anyMatch(named::contains))
                .map(RecordedCourses::reference)
                .forEach(named::add);
        return named;
    }

    private static <T extends Resource> Stream<T> all(List<Resource> resources, Class<T> type) {
        return resources.stream()
                .filter(type::isInstance)
                .filter(resource -> !FhirJson.isHeader(resource))
                .map(type::cast);
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private static Stream<String> ids(Collection<Reference> references, String type) {
        return references.stream()
                .map(reference -> new IdType(reference.getReference()))
                .filter(id -> id.hasIdPart() && type.equals(id.getResourceType()))
                .map(id -> type + "/" + id.getIdPart());
    }

    private static Set<String> uids(DomainResource resource, List<Identifier> identifiers) {
        Stream<String> named = resource.getExtensionsByUrl(DICOM_REFERENCE).stream()
                .flatMap(reference -> reference.getExtension().stream())
                .filter(part -> "instanceUid".equals(part.getUrl()) || "instanceUID".equals(part.getUrl()))
                .map(part -> text(part.getValue()));
        Stream<String> identified = identifiers.stream()
                .filter(identifier -> DICOM_UID.equals(identifier.getSystem()))
                .map(identifier -> Objects.requireNonNullElse(identifier.getValue(), ""));
        return Stream.concat(named, identified)
                .map(uid -> uid.startsWith(OID) ? uid.substring(OID.length()) : uid)
                .filter(DicomWeb::isUid)
                .collect(Collectors.toSet());
    }

    private static String text(@Nullable Type value) {
        if (value instanceof Identifier identifier) {
            return Objects.requireNonNullElse(identifier.getValue(), "");
        }
        return value instanceof PrimitiveType<?> primitive
                ? Objects.requireNonNullElse(primitive.getValueAsString(), "")
                : "";
    }

    private static Course course(Procedure procedure, Set<String> uids) {
        List<Extension> doses = procedure.getExtensionsByUrl(DOSE_DELIVERED);
        List<Integer> fractions = doses.stream()
                .map(RecordedCourses::fractions)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Period period = procedure.getPerformed() instanceof Period given ? given : new Period();
        BaseDateTimeType day = procedure.getPerformed() instanceof DateTimeType given ? given : null;
        return new Course(
                reference(procedure),
                uids,
                parents(procedure),
                OVER.contains(procedure.getStatus()),
                day(day != null ? day : period.getStartElement()),
                day(day != null ? day : period.getEndElement()),
                fractions.size() == 1 ? fractions.get(0) : null,
                doses.stream()
                        .map(RecordedCourses::gray)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** The courses of a phase; a parent without a reference is the course of this phase alone. */
    private static Set<String> parents(Procedure procedure) {
        Set<String> parents = ids(procedure.getPartOf(), "Procedure").collect(Collectors.toSet());
        return parents.isEmpty() && procedure.hasPartOf() ? Set.of("of " + reference(procedure)) : parents;
    }

    private static @Nullable Integer fractions(Extension dose) {
        Extension part = dose.getExtensionByUrl("fractionsDelivered");
        return part != null
                        && part.getValue() instanceof IntegerType number
                        && number.getValue() != null
                        && number.getValue() > 0
                ? number.getValue()
                : null;
    }

    private static @Nullable Double gray(Extension dose) {
        Extension part = dose.getExtensionByUrl("totalDoseDelivered");
        if (part == null || !(part.getValue() instanceof Quantity quantity) || quantity.getValue() == null) {
            return null;
        }
        String unit = quantity.getCode() == null ? quantity.getUnit() : quantity.getCode();
        if ("Gy".equals(unit)) {
            return quantity.getValue().doubleValue();
        }
        return "cGy".equals(unit) ? quantity.getValue().divide(CENTI).doubleValue() : null;
    }

    private static @Nullable LocalDate day(@Nullable BaseDateTimeType value) {
        String text = value == null ? null : value.getValueAsString();
        try {
            return text != null && text.length() >= "2026-01-01".length()
                    ? LocalDate.parse(text.substring(0, 10))
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
