package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;

/**
 * Writes the edits of a form into copies of a record's resources (fhir-contract, section 1). Fields that are not edited
 * stay as they are. An edited dose or technique replaces everything that the record has on it, with volumes and phases.
 */
final class WhatIf {

    private static final String MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/";
    private static final String CODEX = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/";
    private static final String TECHNIQUE = MCODE + "mcode-radiotherapy-modality-and-technique";
    private static final String DELIVERED = MCODE + "mcode-radiotherapy-dose-delivered-to-volume";
    private static final String PLANNED = CODEX + "codexrt-radiotherapy-dose-planned-to-volume";
    private static final Set<String> DOSES =
            Set.of(DELIVERED, PLANNED, CODEX + "codexrt-radiotherapy-dose-prescribed-to-volume");
    private static final String TARGET = "gy";

    private final Fields fields;
    private final AnswerTree read;
    private final Edits edits;
    /** The field of the form for the doses to a volume, by the id of the volume. */
    private final Map<String, String> fieldsOfVolumes = new HashMap<>();

    private final Map<String, String> codes = new HashMap<>();
    private final List<Resource> resources;
    private final Reference patient;

    private WhatIf(Fields fields, AnswerTree read, Edits edits, List<Resource> record) {
        this.fields = fields;
        this.read = read;
        this.edits = edits;
        resources = new ArrayList<>();
        record.forEach(resource -> resources.add(resource.copy()));
        patient = resources.stream()
                .filter(resource -> resource.fhirType().equals("Patient"))
                .findFirst()
                .map(resource ->
                        new Reference("Patient/" + resource.getIdElement().getIdPart()))
                .orElseGet(Reference::new);
        read.at("volumes")
                .members()
                .forEach(volume -> fieldsOfVolumes.put(text(volume, "volume"), text(volume, "field")));
        read.at("levels").members().forEach(level -> codes.putIfAbsent(text(level, "level"), text(level, "code")));
    }

    /**
     * The resources with the edits; the given resources are not changed.
     *
     * @param read the answer {@code Record As Read}
     */
    static List<Resource> applied(Fields fields, AnswerTree read, Edits edits, List<Resource> record) {
        WhatIf whatIf = new WhatIf(fields, read, edits, record);
        List<AnswerTree> courses = read.at("courses").members();
        for (int place = 0; place < courses.size(); place++) {
            whatIf.course(courses.get(place), Inputs.course(place));
        }
        for (int place = 0; place < Inputs.NEW_COURSES; place++) {
            whatIf.newCourse("what-if-course-" + (place + 1), Inputs.newCourse(place));
        }
        whatIf.plan();
        fields.facts().forEach(whatIf::fact);
        return whatIf.resources;
    }

    private static String text(AnswerTree member, String name) {
        return String.valueOf(member.at(name).text());
    }

    /** The known ids in a list. */
    private static Set<String> ids(AnswerTree member, String name) {
        return member.at(name).members().stream()
                .map(AnswerTree::text)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void course(AnswerTree course, String group) {
        if (edits.of(group + Inputs.COUNTS).isEmpty()) {
            leaveOut(course);
            return;
        }
        List<Procedure> told = told(course);
        Optional<Procedure> first = told.stream()
                .filter(procedure -> idOf(procedure).equals(text(course, "id")))
                .findFirst();
        if (first.isEmpty() || !edits.touches(group)) {
            return;
        }
        Procedure base = first.get();
        boolean isDosed = edits.isChanged(group + "-gy")
                || edits.isChanged(group + "-fractions")
                || (edits.isChanged(group + "-technique") && isNeitherCourseNorPhase(base));
        if (isDosed) {
            becomeOne(course, group, base, told);
            told = List.of(base);
        }
        write(group, base, told, isDosed, course);
    }

    /**
     * Writes the edited fields of a course into its Procedures.
     *
     * @param isDosed whether the dose is written, into the only Procedure
     * @param onFile the course as read; empty for a new one
     */
    private void write(String group, Procedure base, List<Procedure> told, boolean isDosed, AnswerTree onFile) {
        if (edits.isChanged(group + "-technique")) {
            told.forEach(procedure -> technique(procedure, group));
        }
        if (isDosed) {
            base.getExtension().removeIf(this::isTargetDose);
            dose(base.getExtension(), DELIVERED, group);
        }
        if (edits.isChanged(group + "-end")) {
            told.forEach(procedure -> procedure.setPerformed(until(edits.of(group + "-end"))));
        }
        if (edits.isChanged(group + "-levels")) {
            for (Procedure procedure : told) {
                procedure.getExtension().stream().filter(this::isTargetDose).forEach(WhatIf::forgetVolume);
                procedure.setBodySite(sites(group));
            }
        }
        if (edits.isChanged(group + "-sac")) {
            forgetMaxima(onFile);
            told.forEach(procedure -> procedure.getExtension().removeIf(this::isThecalSacDose));
            maximum(group, Observation.ObservationStatus.FINAL)
                    .ifPresent(observation -> observation.addPartOf(procedure(idOf(base))));
        }
    }

    private List<Procedure> told(AnswerTree course) {
        Set<String> told = ids(course, "told");
        return all(Procedure.class)
                .filter(procedure -> told.contains(idOf(procedure)))
                .toList();
    }

    /**
     * Merges the course into one Procedure, with the sites and the end of all. Its plan is removed, since it could
     * contradict the edits.
     */
    private void becomeOne(AnswerTree course, String group, Procedure base, List<Procedure> told) {
        List<CodeableConcept> sites = new ArrayList<>();
        for (Procedure procedure : told) {
            sites.addAll(procedure.getBodySite());
            sites.addAll(locationsOf(procedure.getExtension()));
            forgetPlanOf(procedure);
        }
        base.setBodySite(sites);
        base.setStatus(Procedure.ProcedureStatus.COMPLETED);
        base.setPartOf(null);
        if (!fields.course().isIn(base.getCode())) {
            base.setCode(fields.course().concept());
            if (!edits.isChanged(group + "-technique")) {
                technique(base, group);
            }
        }
        boolean hasEnd = base.getPerformed() instanceof Period period && period.hasEnd();
        if (told.size() > 1 || !hasEnd) {
            base.setPerformed(until(edits.onFile(group + "-end")));
        }
        // A maximum that refers only to the plan of the course would lose its course with the plan.
        String id = text(course, "id");
        Set<String> maxima = ids(course, "maxima");
        all(Observation.class)
                .filter(observation -> maxima.contains(idOf(observation)) && !observation.hasPartOf())
                .forEach(observation -> observation.addPartOf(procedure(id)));
        Set<String> others = new HashSet<>(ids(course, "told"));
        others.remove(id);
        resources.removeIf(resource -> resource instanceof Procedure && others.contains(idOf(resource)));
        all(Observation.class).forEach(observation -> observation.getPartOf().stream()
                .filter(part -> others.contains(idOf(part)))
                .forEach(part -> part.setReference("Procedure/" + id)));
    }

    private boolean isNeitherCourseNorPhase(Procedure procedure) {
        return !fields.course().isIn(procedure.getCode()) && !fields.phase().isIn(procedure.getCode());
    }

    /**
     * Removes the Procedures of a course, their older versions, its maxima, and its plan, which would otherwise count
     * as proposed.
     */
    private void leaveOut(AnswerTree course) {
        Set<String> gone = ids(course, "told");
        Set<String> identifiers = new HashSet<>();
        for (Procedure procedure : told(course)) {
            forgetPlanOf(procedure);
            procedure.getIdentifier().stream()
                    .filter(WhatIf::isOfficial)
                    .map(WhatIf::text)
                    .forEach(identifiers::add);
        }
        resources.removeIf(resource -> resource instanceof Procedure procedure
                && (gone.contains(idOf(procedure))
                        || procedure.getIdentifier().stream()
                                .anyMatch(identifier ->
                                        isOfficial(identifier) && identifiers.contains(text(identifier)))));
        forgetMaxima(course);
    }

    private static boolean isOfficial(Identifier identifier) {
        return identifier.getUse() == Identifier.IdentifierUse.OFFICIAL && identifier.hasValue();
    }

    private static String text(Identifier identifier) {
        return identifier.getSystem() + "|" + identifier.getValue();
    }

    private void forgetPlanOf(Procedure procedure) {
        String proposed = text(read, "plan.id");
        List<String> plans = procedure.getBasedOn().stream()
                .map(reference -> reference.getReferenceElement().getIdPart())
                .filter(id -> !proposed.equals(id))
                .toList();
        procedure.getBasedOn().removeIf(reference -> plans.contains(idOf(reference)));
        resources.removeIf(resource -> resource instanceof ServiceRequest && plans.contains(idOf(resource)));
    }

    private void newCourse(String id, String group) {
        if (!edits.says(group)) {
            return;
        }
        Procedure course = new Procedure();
        course.setId(id);
        course.setStatus(Procedure.ProcedureStatus.COMPLETED);
        course.setSubject(patient);
        course.setCode(fields.course().concept());
        resources.add(course);
        write(group, course, List.of(course), true, AnswerTree.of(null));
    }

    private static Reference procedure(String id) {
        return new Reference("Procedure/" + id);
    }

    private void plan() {
        AnswerTree onFile = read.at("plan");
        boolean counts = !edits.of(Inputs.PLAN + Inputs.COUNTS).isEmpty();
        Predicate<Resource> isOnFile =
                resource -> resource instanceof ServiceRequest && idOf(resource).equals(text(onFile, "id"));
        if (onFile.plain() == null) {
            if (counts && edits.says(Inputs.PLAN)) {
                plan(newPlan());
            }
        } else if (!counts) {
            resources.removeIf(isOnFile);
        } else if (edits.touches(Inputs.PLAN)) {
            all(ServiceRequest.class).filter(isOnFile).findFirst().ifPresent(this::plan);
        }
    }

    private void plan(ServiceRequest plan) {
        if (edits.isChanged("plan-technique")) {
            replaceTechnique(plan.getExtension(), "plan-technique");
            if (!fields.course().isIn(plan.getCode())) {
                plan.setCode(fields.course().concept());
            }
        }
        if (edits.isChanged("plan-gy") || edits.isChanged("plan-fractions")) {
            locationsOf(plan.getExtension()).forEach(plan::addBodySite);
            plan.getExtension().removeIf(this::isTargetDose);
            dose(plan.getExtension(), PLANNED, Inputs.PLAN);
        }
        if (edits.isChanged("plan-start")) {
            plan.setOccurrence(start());
        }
        if (edits.isChanged("plan-levels")) {
            plan.getExtension().stream().filter(this::isTargetDose).forEach(WhatIf::forgetVolume);
            plan.setBodySite(sites(Inputs.PLAN));
        }
        if (edits.isChanged("plan-sac")) {
            forgetMaxima(Observation::getBasedOn, Set.of(idOf(plan)), ids(read, "plan.maxima"));
            plan.getExtension().removeIf(this::isThecalSacDose);
            maximum(Inputs.PLAN, Observation.ObservationStatus.PRELIMINARY)
                    .ifPresent(observation -> observation.addBasedOn(new Reference("ServiceRequest/" + idOf(plan))));
        }
    }

    private ServiceRequest newPlan() {
        ServiceRequest plan = new ServiceRequest();
        plan.setId("what-if-plan");
        plan.setStatus(ServiceRequest.ServiceRequestStatus.DRAFT);
        plan.setIntent(ServiceRequest.ServiceRequestIntent.FILLERORDER);
        plan.setSubject(patient);
        plan.setCode(fields.course().concept());
        plan.setAuthoredOnElement(new DateTimeType(dayAfterEverything().toString()));
        resources.add(plan);
        return plan;
    }

    /**
     * The day after every course and the evaluation: a plan counts as proposed if it was authored after the last course
     * ended.
     */
    private LocalDate dayAfterEverything() {
        Stream<String> ends = Stream.concat(
                ids(read, "courses.latestEnd").stream(),
                edits.typed().entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith("-end"))
                        .map(Map.Entry::getValue)
                        .filter(text -> text.length() == "2026-03-02".length()));
        return Stream.concat(ends.map(LocalDate::parse), Stream.of(edits.evaluated()))
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .plusDays(1);
    }

    /** A period with an end alone; null without one. */
    private static @Nullable Period until(String end) {
        return end.isEmpty() ? null : new Period().setEndElement(new DateTimeType(end));
    }

    /** The period of the plan, with a start alone; null without one. */
    private @Nullable Period start() {
        String start = edits.of("plan-start");
        return start.isEmpty() ? null : new Period().setStartElement(new DateTimeType(start));
    }

    private void technique(Procedure procedure, String group) {
        replaceTechnique(procedure.getExtension(), group + "-technique");
        if (!fields.phase().isIn(procedure.getCode())) {
            procedure.setCode(fields.course().concept());
        }
    }

    private void replaceTechnique(List<Extension> extensions, String field) {
        Optional<Fields.Technique> technique = fields.technique(edits.of(field));
        if (technique.isEmpty() && !edits.isChanged(field)) {
            return;
        }
        extensions.removeIf(extension -> TECHNIQUE.equals(extension.getUrl()));
        technique
                .map(Fields.Technique::concept)
                .filter(concept -> !concept.isEmpty())
                .ifPresent(concept -> {
                    Extension extension = new Extension(TECHNIQUE);
                    extension.addExtension(new Extension(MCODE + "mcode-radiotherapy-technique", concept));
                    extensions.add(extension);
                });
    }

    private void dose(List<Extension> extensions, String url, String group) {
        Optional<BigDecimal> gy = edits.number(group + "-gy");
        Optional<BigDecimal> fractions = edits.number(group + "-fractions");
        if (gy.isEmpty() && fractions.isEmpty()) {
            return;
        }
        boolean isPlanned = url.equals(PLANNED);
        Extension dose = new Extension(url);
        gy.ifPresent(value -> dose.addExtension(
                new Extension(isPlanned ? "totalDose" : "totalDoseDelivered", quantity(value, "Gy", "Gy"))));
        fractions.ifPresent(count -> dose.addExtension(
                isPlanned
                        ? new Extension("fractions", new PositiveIntType(count.intValueExact()))
                        : new Extension("fractionsDelivered", new UnsignedIntType(count.intValueExact()))));
        extensions.add(dose);
    }

    private static Quantity quantity(BigDecimal value, String unit, String code) {
        return new Quantity()
                .setValue(value)
                .setUnit(unit)
                .setSystem("http://unitsofmeasure.org")
                .setCode(code);
    }

    private List<CodeableConcept> sites(String group) {
        return edits.levelsOf(group + "-levels").stream()
                .map(level -> new CodeableConcept(new Coding(fields.levels(), codes.get(level), null)).setText(level))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Adds the maximum of a field to the record; empty where the field is. */
    private Optional<Observation> maximum(String group, Observation.ObservationStatus status) {
        return edits.number(group + "-sac").map(value -> {
            Observation observation = observation("what-if-" + group + "-sac", status, fields.maximum());
            observation.setBodySite(fields.thecalSac().concept());
            observation.setValue(quantity(value, "Gy", "Gy"));
            return observation;
        });
    }

    private Observation observation(String id, Observation.ObservationStatus status, Fields.Code code) {
        Observation observation = new Observation();
        observation.setId(id);
        observation.setStatus(status);
        observation.setSubject(patient);
        observation.setCode(code.concept());
        resources.add(observation);
        return observation;
    }

    private void forgetMaxima(AnswerTree course) {
        forgetMaxima(Observation::getPartOf, ids(course, "told"), ids(course, "maxima"));
    }

    /** Removes the maxima that refer to a course or plan, and those that the rules count for it in another way. */
    private void forgetMaxima(
            Function<Observation, List<Reference>> references, Set<String> referred, Set<String> counted) {
        resources.removeIf(resource -> resource instanceof Observation observation
                && isMaximum(observation)
                && (counted.contains(idOf(observation))
                        || references.apply(observation).stream()
                                .anyMatch(reference -> referred.contains(String.valueOf(idOf(reference))))));
    }

    private boolean isMaximum(Observation observation) {
        return observation.getCode().getCoding().stream()
                .anyMatch(coding -> fields.maximum().system().equals(coding.getSystem()));
    }

    private boolean isTargetDose(Extension extension) {
        return isDoseOf(TARGET, extension);
    }

    private boolean isThecalSacDose(Extension extension) {
        return isDoseOf("sac", extension);
    }

    /** Whether a dose belongs to a field. A dose without a volume, or to an unknown one, is the dose of the course. */
    private boolean isDoseOf(String field, Extension extension) {
        return DOSES.contains(extension.getUrl())
                && field.equals(fieldsOfVolumes.getOrDefault(String.valueOf(volumeOf(extension)), TARGET));
    }

    private static @Nullable String volumeOf(Extension dose) {
        Extension volume = dose.getExtensionByUrl("volume");
        return volume != null && volume.getValue() instanceof Reference reference ? idOf(reference) : null;
    }

    /** The locations of the volumes of the target doses. */
    private List<CodeableConcept> locationsOf(List<Extension> doses) {
        return doses.stream()
                .filter(this::isTargetDose)
                .flatMap(dose -> all(BodyStructure.class)
                        .filter(volume -> idOf(volume).equals(volumeOf(dose)) && volume.hasLocation())
                        .map(BodyStructure::getLocation)
                        .limit(1))
                .toList();
    }

    private static void forgetVolume(Extension dose) {
        dose.getExtension().removeIf(part -> "volume".equals(part.getUrl()));
    }

    /**
     * Writes a fact with the day of evaluation: an edited fact, and every known one where the form says that all were
     * assessed on that day.
     */
    private void fact(Fields.Fact fact) {
        String field = Inputs.fact(fact.fact());
        String text = edits.of(field);
        boolean isRepeated = !edits.of(Inputs.FRESH).isEmpty() && !text.isEmpty();
        if (!edits.isChanged(field) && !isRepeated) {
            return;
        }
        List<Observation> replaced = all(Observation.class)
                .filter(there -> fact.isToldBy(there.getCode()))
                .toList();
        resources.removeAll(replaced);
        if (text.isEmpty()) {
            return;
        }
        Observation observation = observation(
                replaced.isEmpty() ? "what-if-" + fact.fact() : idOf(replaced.get(0)),
                Observation.ObservationStatus.FINAL,
                fact.coding());
        observation.setEffective(new DateTimeType(edits.evaluated().toString()));
        observation.setValue(
                switch (fact.kind()) {
                    case INTEGER -> new IntegerType(Integer.parseInt(text));
                    case MONTHS -> quantity(new BigDecimal(text), "months", "mo");
                    case CODE ->
                        new CodeableConcept(new Coding(
                                Objects.requireNonNull(fact.choices()).system(), text, null));
                    case YESNO -> new BooleanType(text.equals(Inputs.YES));
                });
    }

    private <T extends Resource> Stream<T> all(Class<T> type) {
        return resources.stream().filter(type::isInstance).map(type::cast);
    }

    private static @Nullable String idOf(Reference reference) {
        return reference.getReferenceElement().getIdPart();
    }

    private static String idOf(Resource resource) {
        return String.valueOf(resource.getIdElement().getIdPart());
    }
}
