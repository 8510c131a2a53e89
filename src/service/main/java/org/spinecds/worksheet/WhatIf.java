package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.RecordAsRead;

/**
 * A record as it would be, with the edits of a form written into copies of its resources (fhir-contract, section 1). What
 * is not edited stays as it is; an edited dose or technique stands for all that the record told of it, volumes and phases
 * included.
 */
final class WhatIf {

    private static final String MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/";
    private static final String CODEX = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/";
    private static final String TECHNIQUE = MCODE + "mcode-radiotherapy-modality-and-technique";
    private static final String DELIVERED = MCODE + "mcode-radiotherapy-dose-delivered-to-volume";
    private static final String PLANNED = CODEX + "codexrt-radiotherapy-dose-planned-to-volume";
    private static final Set<String> DOSES =
            Set.of(DELIVERED, PLANNED, CODEX + "codexrt-radiotherapy-dose-prescribed-to-volume");
    private static final String SCT = "http://snomed.info/sct";
    private static final String PLAN_ID = "what-if-plan";

    private final Fields fields;
    private final RecordAsRead read;
    private final Edits edits;
    private final Map<String, String> structures = new HashMap<>();
    private final Map<String, String> codes = new LinkedHashMap<>();
    private final List<Resource> resources;
    private final Reference patient;

    private WhatIf(Fields fields, RecordAsRead read, Edits edits, List<Resource> record) {
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
        read.volumes().forEach(volume -> structures.put(String.valueOf(volume.volume()), volume.structure()));
        read.levels().forEach(level -> codes.putIfAbsent(level.level(), level.code()));
    }

    /** The resources as they would be; those given stay untouched. */
    static List<Resource> applied(Fields fields, RecordAsRead read, Edits edits, List<Resource> record) {
        WhatIf whatIf = new WhatIf(fields, read, edits, record);
        for (int place = 0; place < read.courses().size(); place++) {
            whatIf.course(read.courses().get(place), Inputs.course(place));
        }
        for (int place = 0; place < Inputs.NEW_COURSES; place++) {
            whatIf.newCourse("what-if-course-" + (place + 1), Inputs.newCourse(place));
        }
        whatIf.plan();
        fields.facts().forEach(whatIf::fact);
        return whatIf.resources;
    }

    private void course(RecordAsRead.Course course, String group) {
        if (edits.of(group + "-counts").isEmpty()) {
            leaveOut(course);
            return;
        }
        if (!edits.touches(group)) {
            return;
        }
        List<Procedure> told = told(course);
        Optional<Procedure> first = told.stream()
                .filter(procedure -> idOf(procedure).equals(course.id()))
                .findFirst();
        if (first.isEmpty()) {
            return;
        }
        Procedure base = first.get();
        boolean isDosed = edits.isChanged(group + "-gy") || edits.isChanged(group + "-fractions");
        boolean isRowed = edits.isChanged(group + "-technique") && isNeitherCourseNorPhase(base);
        if (isDosed || isRowed) {
            becomeOne(course, base, told);
            told = List.of(base);
        }
        if (edits.isChanged(group + "-technique")) {
            told.forEach(procedure -> technique(procedure, group));
        }
        if (isDosed || isRowed) {
            base.getExtension().removeIf(this::isTargetDose);
            dose(base, DELIVERED, group);
        }
        if (edits.isChanged(group + "-end")) {
            told.forEach(procedure -> end(procedure, edits.of(group + "-end")));
        }
        if (edits.isChanged(group + "-levels")) {
            for (Procedure procedure : told) {
                procedure.getExtension().stream().filter(this::isTargetDose).forEach(WhatIf::forgetVolume);
                procedure.setBodySite(sites(group));
            }
        }
        if (edits.isChanged(group + "-sac")) {
            forgetMaxima(course.told(), course.maxima());
            told.forEach(procedure -> procedure.getExtension().removeIf(this::isThecalSacDose));
            maximum(group).ifPresent(observation -> {
                observation.setStatus(Observation.ObservationStatus.FINAL);
                observation.addPartOf(new Reference("Procedure/" + course.id()));
                resources.add(observation);
            });
        }
    }

    private List<Procedure> told(RecordAsRead.Course course) {
        return all(Procedure.class)
                .filter(procedure -> course.told().contains(idOf(procedure)))
                .toList();
    }

    /** One Procedure stands for the course from now on, with its sites and its end, and no plan that it could contradict. */
    private void becomeOne(RecordAsRead.Course course, Procedure base, List<Procedure> told) {
        List<CodeableConcept> sites = new ArrayList<>();
        for (Procedure procedure : told) {
            sites.addAll(procedure.getBodySite());
            procedure.getExtension().stream()
                    .filter(this::isTargetDose)
                    .map(this::locationOf)
                    .flatMap(Optional::stream)
                    .forEach(sites::add);
            forgetPlanOf(procedure);
        }
        base.setBodySite(sites);
        base.setStatus(Procedure.ProcedureStatus.COMPLETED);
        base.setPartOf(null);
        if (sameCoding(base.getCode(), fields.phase()) || isNeitherCourseNorPhase(base)) {
            base.setCode(new CodeableConcept(fields.course()));
            if (!edits.isChanged(groupOf(course) + "-technique")) {
                technique(base, groupOf(course));
            }
        }
        boolean hasEnd = base.getPerformed() instanceof Period period && period.hasEnd();
        if (told.size() > 1 || !hasEnd) {
            end(base, Inputs.day(course.earliestEnd(), course.latestEnd()));
        }
        // A maximum that only names the plan of the course would be nobody's without it.
        Set<String> maxima = observationsOf(course.maxima());
        all(Observation.class)
                .filter(observation -> maxima.contains(idOf(observation)) && !observation.hasPartOf())
                .forEach(observation -> observation.addPartOf(new Reference("Procedure/" + course.id())));
        Set<String> others = new HashSet<>(course.told());
        others.remove(course.id());
        resources.removeIf(resource -> resource instanceof Procedure && others.contains(idOf(resource)));
        all(Observation.class).forEach(observation -> observation.getPartOf().stream()
                .filter(part -> others.contains(part.getReferenceElement().getIdPart()))
                .forEach(part -> part.setReference("Procedure/" + course.id())));
    }

    private String groupOf(RecordAsRead.Course course) {
        return Inputs.course(read.courses().indexOf(course));
    }

    private boolean isNeitherCourseNorPhase(Procedure procedure) {
        return !sameCoding(procedure.getCode(), fields.course()) && !sameCoding(procedure.getCode(), fields.phase());
    }

    private static boolean sameCoding(CodeableConcept concept, Coding coding) {
        return concept.getCoding().stream().anyMatch(there -> Objects.equals(there.getCode(), coding.getCode()));
    }

    /** With all that tells it, older versions of it, its maxima, and the plan it was given by, which is no proposal. */
    private void leaveOut(RecordAsRead.Course course) {
        Set<String> gone = new HashSet<>(course.told());
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
        forgetMaxima(course.told(), course.maxima());
    }

    private static boolean isOfficial(Identifier identifier) {
        return identifier.getUse() == Identifier.IdentifierUse.OFFICIAL && identifier.hasValue();
    }

    private static String text(Identifier identifier) {
        return identifier.getSystem() + "|" + identifier.getValue();
    }

    private void forgetPlanOf(Procedure procedure) {
        String proposed = read.plan() == null ? "" : read.plan().id();
        List<String> plans = procedure.getBasedOn().stream()
                .map(reference -> reference.getReferenceElement().getIdPart())
                .filter(id -> !proposed.equals(id))
                .toList();
        procedure
                .getBasedOn()
                .removeIf(reference ->
                        plans.contains(reference.getReferenceElement().getIdPart()));
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
        course.setCode(new CodeableConcept(fields.course()));
        technique(course, group);
        dose(course, DELIVERED, group);
        end(course, edits.of(group + "-end"));
        course.setBodySite(sites(group));
        resources.add(course);
        maximum(group).ifPresent(observation -> {
            observation.setStatus(Observation.ObservationStatus.FINAL);
            observation.addPartOf(new Reference("Procedure/" + id));
            resources.add(observation);
        });
    }

    private void plan() {
        RecordAsRead.Plan onFile = read.plan();
        if (onFile == null) {
            if (edits.says(Inputs.PLAN) && !edits.of("plan-counts").isEmpty()) {
                newPlan();
            }
            return;
        }
        if (edits.of("plan-counts").isEmpty()) {
            resources.removeIf(resource ->
                    resource instanceof ServiceRequest && idOf(resource).equals(onFile.id()));
            return;
        }
        if (!edits.touches(Inputs.PLAN)) {
            return;
        }
        all(ServiceRequest.class)
                .filter(request -> idOf(request).equals(onFile.id()))
                .findFirst()
                .ifPresent(this::plan);
    }

    private void plan(ServiceRequest plan) {
        if (edits.isChanged("plan-technique")) {
            replaceTechnique(plan.getExtension(), "plan-technique");
            if (!sameCoding(plan.getCode(), fields.course())) {
                plan.setCode(new CodeableConcept(fields.course()));
            }
        }
        if (edits.isChanged("plan-gy") || edits.isChanged("plan-fractions")) {
            plan.getExtension().stream()
                    .filter(this::isTargetDose)
                    .map(this::locationOf)
                    .flatMap(Optional::stream)
                    .toList()
                    .forEach(plan::addBodySite);
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
            String id = idOf(plan);
            Set<String> counted =
                    read.plan() == null ? Set.of() : observationsOf(read.plan().maxima());
            resources.removeIf(resource -> resource instanceof Observation observation
                    && isMaximum(observation)
                    && (refersTo(observation.getBasedOn(), Set.of(id)) || counted.contains(idOf(observation))));
            plan.getExtension().removeIf(this::isThecalSacDose);
            plannedMaximum(id);
        }
    }

    private void newPlan() {
        ServiceRequest plan = new ServiceRequest();
        plan.setId(PLAN_ID);
        plan.setStatus(ServiceRequest.ServiceRequestStatus.DRAFT);
        plan.setIntent(ServiceRequest.ServiceRequestIntent.FILLERORDER);
        plan.setSubject(patient);
        plan.setCode(new CodeableConcept(fields.course()));
        plan.setAuthoredOnElement(new DateTimeType(dayAfterEverything().toString()));
        replaceTechnique(plan.getExtension(), "plan-technique");
        dose(plan.getExtension(), PLANNED, Inputs.PLAN);
        plan.setOccurrence(start());
        plan.setBodySite(sites(Inputs.PLAN));
        resources.add(plan);
        plannedMaximum(PLAN_ID);
    }

    /** A plan counts as proposed when it was authored after the last course ended. */
    private LocalDate dayAfterEverything() {
        Stream<String> ends = Stream.concat(
                read.courses().stream().map(RecordAsRead.Course::latestEnd).filter(Objects::nonNull),
                edits.typed().entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith("-end"))
                        .map(Map.Entry::getValue)
                        .filter(text -> text.length() == "2026-03-02".length()));
        return Stream.concat(ends.map(LocalDate::parse), Stream.of(edits.evaluated()))
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .plusDays(1);
    }

    private void plannedMaximum(String plan) {
        maximum(Inputs.PLAN).ifPresent(observation -> {
            observation.setStatus(Observation.ObservationStatus.PRELIMINARY);
            observation.addBasedOn(new Reference("ServiceRequest/" + plan));
            resources.add(observation);
        });
    }

    private @Nullable Type start() {
        String text = edits.of("plan-start");
        if (text.isEmpty()) {
            return null;
        }
        Period period = new Period();
        period.setStartElement(new DateTimeType(text));
        return period;
    }

    private void technique(Procedure procedure, String group) {
        replaceTechnique(procedure.getExtension(), group + "-technique");
        if (!sameCoding(procedure.getCode(), fields.phase())) {
            procedure.setCode(new CodeableConcept(fields.course()));
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
                    extension.addExtension(new Extension(MCODE + "mcode-radiotherapy-technique", concept.copy()));
                    extensions.add(extension);
                });
    }

    private void dose(Procedure course, String url, String group) {
        dose(course.getExtension(), url, group);
    }

    private void dose(List<Extension> extensions, String url, String group) {
        Optional<BigDecimal> gy = edits.number(group + "-gy");
        Optional<BigDecimal> fractions = edits.number(group + "-fractions");
        if (gy.isEmpty() && fractions.isEmpty()) {
            return;
        }
        boolean isPlanned = url.equals(PLANNED);
        Extension dose = new Extension(url);
        gy.ifPresent(
                value -> dose.addExtension(new Extension(isPlanned ? "totalDose" : "totalDoseDelivered", gray(value))));
        fractions.ifPresent(count -> dose.addExtension(
                isPlanned
                        ? new Extension("fractions", new PositiveIntType(count.intValueExact()))
                        : new Extension("fractionsDelivered", new UnsignedIntType(count.intValueExact()))));
        extensions.add(dose);
    }

    private static Quantity gray(BigDecimal value) {
        return new Quantity()
                .setValue(value)
                .setUnit("Gy")
                .setSystem("http://unitsofmeasure.org")
                .setCode("Gy");
    }

    private static void end(Procedure procedure, String text) {
        if (text.isEmpty()) {
            procedure.setPerformed(null);
            return;
        }
        Period period = new Period();
        period.setEndElement(new DateTimeType(text));
        procedure.setPerformed(period);
    }

    private List<CodeableConcept> sites(String group) {
        List<CodeableConcept> sites = new ArrayList<>();
        for (String level : edits.levelsOf(group + "-levels")) {
            sites.add(new CodeableConcept(new Coding(SCT, codes.get(level), null)).setText(level));
        }
        return sites;
    }

    private Optional<Observation> maximum(String group) {
        return edits.number(group + "-sac").map(value -> {
            Observation observation = new Observation();
            observation.setId("what-if-" + group + "-sac");
            observation.setSubject(patient);
            observation.setCode(new CodeableConcept(fields.maximum()));
            observation.setBodySite(new CodeableConcept(fields.thecalSac()));
            observation.setValue(gray(value));
            return observation;
        });
    }

    /** Those that name the course, and those that the rules count for it however they are tied to it. */
    private void forgetMaxima(List<String> told, List<RecordAsRead.Maximum> maxima) {
        Set<String> ids = Set.copyOf(told);
        Set<String> counted = observationsOf(maxima);
        resources.removeIf(resource -> resource instanceof Observation observation
                && isMaximum(observation)
                && (refersTo(observation.getPartOf(), ids) || counted.contains(idOf(observation))));
    }

    private static Set<String> observationsOf(List<RecordAsRead.Maximum> maxima) {
        return maxima.stream()
                .map(RecordAsRead.Maximum::observation)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private boolean isMaximum(Observation observation) {
        return observation.getCode().getCoding().stream()
                .anyMatch(coding -> fields.maximum().getSystem().equals(coding.getSystem()));
    }

    private static boolean refersTo(List<Reference> references, Set<String> ids) {
        return references.stream()
                .anyMatch(reference -> ids.contains(
                        String.valueOf(reference.getReferenceElement().getIdPart())));
    }

    private boolean isTargetDose(Extension extension) {
        return isDoseTo(extension, "target"::equals);
    }

    private boolean isThecalSacDose(Extension extension) {
        return isDoseTo(extension, Set.of("thecal-sac", "cord")::contains);
    }

    private boolean isDoseTo(Extension extension, Predicate<String> structure) {
        return DOSES.contains(extension.getUrl())
                && structure.test(structures.getOrDefault(String.valueOf(volumeOf(extension)), "target"));
    }

    private static @Nullable String volumeOf(Extension dose) {
        Extension volume = dose.getExtensionByUrl("volume");
        return volume != null && volume.getValue() instanceof Reference reference
                ? reference.getReferenceElement().getIdPart()
                : null;
    }

    private Optional<CodeableConcept> locationOf(Extension dose) {
        String id = volumeOf(dose);
        return all(BodyStructure.class)
                .filter(volume -> idOf(volume).equals(id) && volume.hasLocation())
                .map(BodyStructure::getLocation)
                .findFirst();
    }

    private static void forgetVolume(Extension dose) {
        dose.getExtension().removeIf(part -> "volume".equals(part.getUrl()));
    }

    /** An edited fact is as of the day of evaluation; so is every other one, where the form says that all were made then. */
    private void fact(Fields.Fact fact) {
        String field = Inputs.fact(fact.fact());
        String text = edits.of(field);
        boolean isRepeated = !edits.of(Inputs.FRESH).isEmpty() && !text.isEmpty();
        if (!edits.isChanged(field) && !isRepeated) {
            return;
        }
        List<Observation> replaced = all(Observation.class)
                .filter(there -> fact.replaces().stream().anyMatch(coding -> says(there, coding)))
                .toList();
        resources.removeAll(replaced);
        if (text.isEmpty()) {
            return;
        }
        Observation observation = new Observation();
        observation.setId(replaced.isEmpty() ? "what-if-" + fact.fact() : idOf(replaced.get(0)));
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.setSubject(patient);
        observation.setCode(new CodeableConcept(fact.replaces().get(0).copy()));
        observation.setEffective(new DateTimeType(edits.evaluated().toString()));
        observation.setValue(
                switch (fact.kind()) {
                    case INTEGER -> new IntegerType(Integer.parseInt(text));
                    case MONTHS ->
                        new Quantity()
                                .setValue(new BigDecimal(text))
                                .setUnit("months")
                                .setSystem("http://unitsofmeasure.org")
                                .setCode("mo");
                    case CODE -> new CodeableConcept(new Coding(fact.choices().system(), text, null));
                    case YES_NO -> new BooleanType(text.equals(Inputs.YES));
                });
        resources.add(observation);
    }

    private static boolean says(Observation observation, Coding coding) {
        return observation.getCode().getCoding().stream()
                .anyMatch(there -> Objects.equals(there.getSystem(), coding.getSystem())
                        && Objects.equals(there.getCode(), coding.getCode()));
    }

    private <T extends Resource> Stream<T> all(Class<T> type) {
        return resources.stream().filter(type::isInstance).map(type::cast);
    }

    private static String idOf(Resource resource) {
        return String.valueOf(resource.getIdElement().getIdPart());
    }
}
