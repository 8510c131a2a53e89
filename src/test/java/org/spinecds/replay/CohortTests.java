package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Condition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.WorkedCases;
import org.spinecds.command.CohortRules;
import org.spinecds.decision.Assessment;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Reading;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.mapping.LocalCodes;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import org.spinecds.workbench.WorkedCase;

/** The candidates of an export are found among many others, and their records are put together as they were. */
class CohortTests {

    private static final Guideline GUIDELINE =
            GuidelineSource.asWritten(Path.of(".")).load(R4.context());
    static final Rules RULES = CohortRules.of(GUIDELINE);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final CaseReader READER = new CaseReader(R4.context());
    private static final String METASTASIS = "94222008";

    private final Path folder;

    CohortTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private ExportFolder export() {
        return new ExportFolder(folder.resolve("export"));
    }

    private <A> Found<A> asked(Rules rules, Limits limits, Function<PatientRecord, List<A>> question) {
        return new CohortSearch(Export.in(folder.resolve("export")), List.of(rules), limits, folder.resolve("work"))
                .ask(question);
    }

    private Found<PatientRecord> found() {
        return asked(RULES, Limits.of(2), List::of);
    }

    static List<String> ids(PatientRecord record) {
        return record.resources().stream()
                .map(resource -> resource.fhirType() + "/" + resource.getIdPart())
                .toList();
    }

    /** A metastasis of bone, which may be of the spine. */
    static String metastasis(String id, String patient) {
        return metastasis(id, patient, "");
    }

    static String metastasis(String id, String patient, String more) {
        return "{\"resourceType\":\"Condition\",\"id\":\"" + id + "\"" + more + ",\"subject\":{\"reference\":\"Patient/"
                + patient + "\"},\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"" + METASTASIS
                + "\"}]}}";
    }

    static String patient(String id) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}";
    }

    private record Answer(List<String> cards, Map<String, Object> document) {}

    private static Answer answer(PatientCase patient) {
        Evaluation evaluation = patient.put(GUIDELINE, CLOCK);
        Assessment assessment = evaluation.assess(patient.known(evaluation));
        return new Answer(
                assessment.cards().stream()
                        .map(card -> card.kind() + " " + card.indicator())
                        .toList(),
                GUIDELINE.cards().document(assessment));
    }

    @Test
    void aWorkedCaseAmongHayIsAnsweredAsByItself() {
        areAnsweredAsByThemselves(7);
    }

    @Test
    @Tag("full")
    void everyWorkedCaseAmongHayIsAnsweredAsByItself() {
        areAnsweredAsByThemselves(1);
    }

    /** The candidates among one of so many cases, mixed into hay, in two files for each type. */
    private void areAnsweredAsByThemselves(int oneOf) {
        Map<String, PatientCase> cases = new TreeMap<>();
        Map<String, Answer> expected = new TreeMap<>();
        List<CaseExport> exported = new ArrayList<>();
        List<WorkedCase> worked = WorkedCases.ofAnEhr();
        for (int i = 0; i < worked.size(); i += oneOf) {
            CaseExport one = CaseExport.of(worked.get(i));
            PatientCase whole = READER.read(GUIDELINE, one.patient(), one.play().toString());
            exported.add(one);
            cases.put(one.patient(), whole);
            expected.put(one.patient(), answer(whole));
        }
        assertThat(cases).hasSameSizeAs(exported);
        Map<String, List<String>> lines = CaseExport.lines(exported);
        new Hay(2).lines(2000, 4).forEach(line -> lines.computeIfAbsent(Hay.type(line), none -> new ArrayList<>())
                .add(line));
        lines.forEach((type, ofType) -> {
            Collections.shuffle(ofType, new Random(type.hashCode()));
            int half = ofType.size() / 2;
            export().withLines(type + ".ndjson", ofType.subList(0, half))
                    .with(
                            type + ".2.ndjson.gz",
                            ExportFolder.gzip(String.join("\n", ofType.subList(half, ofType.size()))));
        });

        Map<String, Answer> answers = new ConcurrentHashMap<>();
        Found<String> found = asked(RULES, Limits.of(2), record -> {
            PatientCase whole = cases.get(record.id());
            if (whole != null) {
                answers.put(
                        record.id(),
                        answer(new PatientCase(whole.name(), whole.service(), whole.request(), record.resources())));
            }
            return List.of(record.id());
        });

        assertThat(cases.keySet()).containsAll(found.answers());
        expected.forEach((patient, answer) -> {
            if (answers.containsKey(patient)) {
                assertThat(answers.get(patient)).as(patient).isEqualTo(answer);
            } else {
                assertThat(answer.cards()).as(patient).isEmpty();
            }
        });
        assertThat(answers).hasSizeGreaterThan(cases.size() * 9 / 10).hasSizeLessThan(cases.size());
        assertThat(found.quarantine()).isEmpty();
        assertThat(found.files()).allMatch(FileCount::addsUp);
    }

    @Test
    void theRecordsAreTheSameHoweverTheFilesAreStoredAndDivided() {
        List<CaseExport> some =
                WorkedCases.all().subList(0, 60).stream().map(CaseExport::of).toList();
        List<String> lines = new ArrayList<>();
        CaseExport.lines(some).values().forEach(lines::addAll);
        new Hay(1).lines(100, 3).forEach(lines::add);
        export().withLines("all.ndjson", lines);
        List<String> whole = texts(Limits.of(1));
        assertThat(whole).hasSizeGreaterThan(50);

        for (int threads : List.of(1, 2, 7)) {
            assertThat(texts(new Limits(threads, 3000, 1 << 20, 1 << 20, 0))).isEqualTo(whole);
            assertThat(texts(new Limits(threads, 1 << 20, 20_000, 1 << 20, 0)))
                    .as("divided once more")
                    .isEqualTo(whole);
        }
        Collections.shuffle(lines, new Random(4));
        export().withLines("all.ndjson", lines.subList(0, 500))
                .with("more.ndjson", ExportFolder.gzip(String.join("\r\n", lines.subList(500, lines.size()))));
        assertThat(texts(Limits.of(2))).isEqualTo(whole);
    }

    private List<String> texts(Limits limits) {
        return asked(RULES, limits, record -> List.of(record.key() + ids(record)))
                .answers();
    }

    @Test
    void aPatientWhomTheRulesMayConcernIsFoundWithAllLinesThatAreRead() {
        export().withLines(
                        "Condition.ndjson",
                        List.of(
                                metastasis("m", "p1"),
                                ExportFolder.condition("c", "p2").replace(METASTASIS, "1")))
                .withLines("Patient.ndjson", List.of(patient("p1"), patient("p2")))
                .withLines("Observation.ndjson", List.of(new Hay(1).observation("p1"), new Hay(2).observation("p2")));
        Found<PatientRecord> found = found();

        assertThat(found.answers()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("p1");
            assertThat(ids(record)).containsExactly("Condition/m", "Patient/p1");
        });
        assertThat(found.files()).extracting(FileCount::kept).containsExactly(1L, 0L, 1L);
    }

    @Test
    void ofSeveralVersionsTheNewestCountsAndDeletedResourcesDoNot() {
        String old = ",\"meta\":{\"lastUpdated\":\"2025-01-01T00:00:00Z\"},\"recordedDate\":\"2001\"";
        String fresh = ",\"meta\":{\"lastUpdated\":\"2025-01-01T00:00:00.001+00:00\"},\"recordedDate\":\"2002\"";
        String deletions =
                "{\"resourceType\":\"Bundle\",\"meta\":{\"lastUpdated\":\"2025-06-01T00:00:00Z\"},\"entry\":[%s]}";
        String delete = "{\"request\":{\"method\":\"DELETE\",\"url\":\"%s\"}}";
        export().withLines(
                        "Condition.ndjson",
                        List.of(
                                metastasis("m", "p1", fresh),
                                metastasis("m", "p1", old),
                                metastasis("gone", "p1", fresh),
                                metastasis("back", "p1", fresh.replace("2025-01", "2025-07")),
                                metastasis("m2", "p2")))
                .withLines("Patient.ndjson", List.of(patient("p1"), patient("p2")))
                .withLines(
                        "deleted/x.ndjson",
                        List.of(deletions.formatted(String.join(
                                ",",
                                delete.formatted("Condition/gone"),
                                delete.formatted("Condition/back"),
                                delete.formatted("Patient/p2")))));
        Found<PatientRecord> found = found();

        assertThat(found.answers()).singleElement().satisfies(record -> {
            assertThat(ids(record)).containsExactly("Condition/back", "Condition/m", "Patient/p1");
            assertThat(((Condition) record.resources().get(1))
                            .getRecordedDateElement()
                            .getValueAsString())
                    .isEqualTo("2002");
        });
        assertThat(found.deletions()).isEqualTo(3);
    }

    @Test
    void aLineThatARuleReadsAndThatIsNoFhirIsListedAndToldOfItsPatient() {
        String wrong = metastasis("m2", "p1", ",\"onsetDateTime\":\"last spring\"");
        String twice = metastasis("m3", "p1", ",\"onsetString\":\"a\",\"onsetString\":\"b\"");
        export().withLines("Condition.ndjson", List.of(metastasis("m1", "p1"), wrong, twice, metastasis("m4", "p2")));
        Found<PatientRecord> found = found();

        assertThat(found.answers())
                .extracting(record -> record.unreadable().size())
                .containsExactly(2, 0);
        assertThat(found.quarantine())
                .extracting(Quarantined::reason, Quarantined::line)
                .containsExactly(tuple(Reason.UNREADABLE, 2L), tuple(Reason.UNREADABLE, 3L));
        assertThat(found.files()).singleElement().satisfies(file -> {
            assertThat(file.kept()).isEqualTo(2);
            assertThat(file.addsUp()).isTrue();
        });
    }

    @Test
    void aRecordThatIsTooLargeIsNamedAndItsNeighboursAreAnswered() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add(metastasis("m" + i, i % 2 == 0 ? "whale" : "p" + i));
        }
        export().withLines("Condition.ndjson", lines);
        for (Limits limits : List.of(
                new Limits(2, 1 << 20, 1 << 20, 20_000, 0),
                new Limits(1, 1 << 20, 5000, 20_000, 0),
                new Limits(1, 1 << 20, 300, 20_000, 0))) {
            Found<PatientRecord> found = asked(RULES, limits, List::of);

            assertThat(found.tooLarge()).containsExactly("whale");
            assertThat(found.answers()).hasSize(150).noneMatch(record -> record.key()
                    .equals("whale"));
            assertThat(found.files().get(0).quarantined()).isEqualTo(Map.of(Reason.RECORD_TOO_LARGE, 150L));
            assertThat(found.files().get(0).addsUp()).isTrue();
        }
    }

    @Test
    void aRecordIsMeasuredInBytesHoweverThePartsAreDivided() {
        String umlauts = metastasis("m", "p1", ",\"note\":[{\"text\":\"" + "\u00fc".repeat(1000) + "\"}]");
        export().withLines("Condition.ndjson", List.of(umlauts, metastasis("n", "p2")));
        for (long part : List.of(100L, 1L << 20)) {
            assertThat(asked(RULES, new Limits(1, 1 << 20, part, 2000, 0), List::of)
                            .tooLarge())
                    .containsExactly("p1");
            assertThat(asked(RULES, new Limits(1, 1 << 20, part, 2400, 0), List::of)
                            .tooLarge())
                    .isEmpty();
        }
    }

    @Test
    void aTypeInAFileOfAnotherNameIsFoundAndSoIsOneWithinAnotherResource() {
        String operation =
                "{\"resourceType\":\"Procedure\",\"id\":\"o\",\"status\":\"completed\",\"code\":{\"coding\":[{"
                        + "\"system\":\"http://www.ama-assn.org/go/cpt\",\"code\":\"63275\"}]}}";
        String course = "{\"resourceType\":\"Observation\",\"id\":\"x\",\"status\":\"final\",\"contained\":["
                + operation + "],\"code\":{\"text\":\"a\"},\"subject\":{\"reference\":\"Patient/p2\"},\"partOf\":[{"
                + "\"reference\":\"#o\"}]}";
        export().withLines("Observation.ndjson", List.of(metastasis("m", "p1"), course))
                .withLines("Patient.ndjson", List.of(patient("p1"), patient("p2"), patient("p3")));

        assertThat(found().answers()).extracting(PatientRecord::key).containsExactly("p1", "p2");
    }

    @Test
    void patientsOfOneIdInTwoSourcesAreTwo() {
        new ExportFolder(folder.resolve("a")).withLines("Condition.ndjson", List.of(metastasis("m", "p1")));
        new ExportFolder(folder.resolve("b"))
                .withLines("Condition.ndjson", List.of(metastasis("m", "p1"), metastasis("n", "p1")));
        Export export = Export.in(Map.of("north", folder.resolve("a"), "south", folder.resolve("b")));
        Found<String> found = new CohortSearch(export, List.of(RULES), Limits.of(1), folder.resolve("work"))
                .ask(record -> List.of(record.key() + " " + record.id() + " "
                        + record.resources().size()));

        assertThat(found.answers()).containsExactly("north/p1 p1 1", "south/p1 p1 2");
    }

    @Test
    void theTimeOfSeveralSourcesIsToldWhereEachTellsOne() {
        String manifest =
                "{\"transactionTime\":\"%s\",\"output\":[{\"type\":\"Condition\",\"url\":\"https://ehr.example/Condition.ndjson\"}]}";
        Map<String, Path> sites = Map.of("north", folder.resolve("a"), "south", folder.resolve("b"));
        sites.values()
                .forEach(site -> new ExportFolder(site).withLines("Condition.ndjson", List.of(metastasis("m", "p1"))));
        new ExportFolder(folder.resolve("a")).with("manifest.json", manifest.formatted("2026-03-01T00:00:00Z"));
        assertThat(Export.in(sites).transactionTime()).isNull();

        new ExportFolder(folder.resolve("b")).with("manifest.json", manifest.formatted("2026-03-02T00:00:00Z"));
        assertThat(Export.in(sites).transactionTime()).isEqualTo("2026-03-01T00:00:00Z, 2026-03-02T00:00:00Z");
    }

    @Test
    void withoutCandidatesEveryPatientIsAskedAbout() {
        Rules everyone = new Rules(
                List.of(Optional.empty()), RULES.readings(), RULES.plainForm(), RULES.localCodes(), RULES.moment());
        export().withLines("Patient.ndjson", List.of(patient("p1"), patient("p2")));

        assertThat(asked(everyone, Limits.of(1), List::of).answers()).hasSize(2);
        assertThat(found().answers()).isEmpty();
    }

    @Test
    void ofTheOthersOneInSoManyIsAskedAboutAndIsNoCandidate() {
        new ExportFolder(folder.resolve("export"))
                .withLines("all.ndjson", new Hay(5).lines(300, 1).toList())
                .withLines("Condition.ndjson", List.of(metastasis("m", "p1")));
        Found<PatientRecord> some = asked(RULES, Limits.of(2).verifying(10), List::of);
        Found<PatientRecord> every = asked(RULES, Limits.of(2).verifying(1), List::of);

        assertThat(some.patients()).isEqualTo(1);
        assertThat(some.verified()).isBetween(15, 60);
        assertThat(every.verified()).isEqualTo(300);
        assertThat(every.answers())
                .filteredOn(PatientRecord::isCandidate)
                .extracting(PatientRecord::key)
                .containsExactly("p1");
        assertThat(every.answers()).filteredOn(record -> !record.isCandidate()).allMatch(record -> ids(record)
                .contains("Patient/" + record.id()));
        assertThat(found().verified()).isZero();
    }

    @Test
    void aRecordThatIsTooLargeOfOneWhoIsNoCandidateMakesNone() {
        export().withLines("all.ndjson", Collections.nCopies(50, ExportFolder.observation("o", "whale", "x")))
                .withLines("Condition.ndjson", List.of(metastasis("m", "p1")));
        Found<PatientRecord> found = asked(RULES, new Limits(1, 1 << 20, 1 << 20, 2000, 1), List::of);

        assertThat(found.tooLarge()).isEmpty();
        assertThat(found.othersTooLarge()).containsExactly("whale");
        assertThat(found.patients()).isEqualTo(1);
        assertThat(found.verified()).isZero();
    }

    @Test
    void theWorkFolderIsForItsOwnerAloneAndDeletedAtTheEnd() {
        export().withLines("Condition.ndjson", List.of(metastasis("m", "p1")));
        List<Object> seen = asked(RULES, Limits.of(1), record -> {
                    try {
                        return List.<Object>of(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("work"))));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .answers();

        assertThat(seen).containsExactly("rwx------");
        assertThat(folder.resolve("work")).doesNotExist();
    }

    @Test
    void aFailedReplayLeavesNoRecordsBehindAndAFolderThatIsThereIsLeftAlone() throws Exception {
        export().withLines("Condition.ndjson", List.of(metastasis("m", "p1")));
        assertThatThrownBy(() -> asked(RULES, Limits.of(1), record -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(folder.resolve("work")).doesNotExist();

        Files.createDirectories(folder.resolve("work/mine"));
        assertThatThrownBy(this::found).isInstanceOf(ExportUnreadable.class);
        assertThat(folder.resolve("work/mine")).exists();
    }

    @Test
    void localCodesMakeCandidatesToo() {
        Rules local = new Rules(
                RULES.candidates(),
                List.of(Reading.EVERYTHING),
                RULES.plainForm(),
                LocalCodes.of(
                        List.of(
                                """
                                {"resourceType": "ConceptMap", "status": "active", "group": [{"source": "http://here", "target":
                                 "http://snomed.info/sct", "element": [{"code": "SPMET", "target": [{"code": "94222008",
                                 "equivalence": "equivalent"}]}]}]}"""),
                        R4.context()),
                RULES.moment());
        export().withLines(
                        "Condition.ndjson",
                        List.of(metastasis("m", "p1")
                                .replace(METASTASIS, "SPMET")
                                .replace("http://snomed.info/sct", "http://here")));

        assertThat(asked(local, Limits.of(1), List::of).answers()).hasSize(1);
        assertThat(found().answers()).isEmpty();
    }
}
