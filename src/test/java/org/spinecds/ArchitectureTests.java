package org.spinecds;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Clock;
import java.util.Date;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The arrows of ARCHITECTURE.md. */
@AnalyzeClasses(packages = "org.spinecds", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule onlyLogicKnowsCql = noClasses()
            .that()
            .resideOutsideOfPackage("..logic..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.cqframework..", "org.opencds..", "org.hl7.elm..", "kotlin..", "kotlinx..");

    /** The next engine has other operators and values: only the implementations of the port will have to change. */
    @ArchTest
    static final ArchRule onlyTheEvaluatorsKnowTheEngine = noClasses()
            .that()
            .resideOutsideOfPackages("..logic.evaluation..", "..logic.prepared..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.opencds..");

    @ArchTest
    static final ArchRule onlyThePreparedRulesKnowTheEnginesOperators = noClasses()
            .that()
            .resideOutsideOfPackage("..logic.prepared..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.opencds.cqf.cql.engine.elm..");

    @ArchTest
    static final ArchRule thePortKnowsNoneOfItsUsers = noClasses()
            .that()
            .resideInAPackage("..logic.evaluation..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.spinecds.logic", "org.spinecds.logic.prepared..");

    @ArchTest
    static final ArchRule nobodyKnowsTheInternalsOfH2 =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.h2..");

    @ArchTest
    static final ArchRule decisionIsPlainJava = noClasses()
            .that()
            .resideInAPackage("..decision..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "ca.uhn..",
                    "org.hl7..",
                    "org.opencds..",
                    "org.cqframework..",
                    "tools.jackson..",
                    "org.spinecds.endpoint..",
                    "org.spinecds.hook..",
                    "org.spinecds.patientdata..",
                    "org.spinecds.logic..",
                    "org.spinecds.card..");

    @ArchTest
    static final ArchRule onlyTheEndpointKnowsStatusCodes = noClasses()
            .that()
            .resideOutsideOfPackages("..endpoint..", "..demo..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.http.HttpStatus");

    @ArchTest
    static final ArchRule theHookStationLooksBackwards = noClasses()
            .that()
            .resideInAPackage("..hook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..patientdata..", "..logic..", "..decision..", "..card..", "..endpoint..");

    @ArchTest
    static final ArchRule thePatientDataStationLooksBackwards = noClasses()
            .that()
            .resideInAPackage("..patientdata..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..logic..", "..decision..", "..card..", "..endpoint..");

    @ArchTest
    static final ArchRule theLogicStationLooksBackwards = noClasses()
            .that()
            .resideInAPackage("..logic..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..patientdata..", "..hook..", "..card..", "..endpoint..");

    @ArchTest
    static final ArchRule cardsKnowTheDecisionAlone = noClasses()
            .that()
            .resideInAPackage("..card..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..logic..", "..patientdata..", "..hook..", "..endpoint..");

    @ArchTest
    static final ArchRule nothingDependsOnTheDemo = noClasses()
            .that()
            .resideOutsideOfPackage("..demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..demo..");

    /** The reading of doses stands alone: it may become a module of its own, and no rule or record reaches into it. */
    @ArchTest
    static final ArchRule doseKnowsTheJdkAlone = classes()
            .that()
            .resideInAPackage("org.spinecds.dose..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("org.spinecds.dose..", "java..", "org.jspecify..")
                    .and(not(resideInAnyPackage("java.net..", "java.sql.."))));

    @ArchTest
    static final ArchRule partsOfDoseAreFreeOfCycles =
            slices().matching("org.spinecds.dose.(*)..").should().beFreeOfCycles();

    /** Cohorts are read by a command alone: no call depends on them. */
    @ArchTest
    static final ArchRule onlyCommandsKnowReplay = noClasses()
            .that()
            .resideOutsideOfPackages("..replay..", "..command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..replay..");

    @ArchTest
    static final ArchRule replayKnowsTheEngineAlone = noClasses()
            .that()
            .resideInAPackage("..replay..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "jakarta..",
                    "io.micrometer..",
                    "java.net.http..",
                    "org.apache.spark..",
                    "org.spinecds.call..",
                    "org.spinecds.card..",
                    "org.spinecds.endpoint..",
                    "org.spinecds.guideline..",
                    "org.spinecds.hook..",
                    "org.spinecds.journal..",
                    "org.spinecds.patientdata..",
                    "org.spinecds.security..",
                    "org.spinecds.settings..",
                    "org.spinecds.suspension..",
                    "org.spinecds.workbench..",
                    "org.spinecds.worksheet..");

    @ArchTest
    static final ArchRule stationsAreFreeOfCycles =
            slices().matching("org.spinecds.(*)..").should().beFreeOfCycles();

    /** The application alone lives in the root, so that every arrow runs between packages that the rule of cycles sees. */
    @ArchTest
    static final ArchRule theRootHoldsTheApplicationAlone = classes()
            .that()
            .resideInAPackage("org.spinecds")
            .should()
            .haveSimpleName("SpineRecurrenceCdsApplication")
            .orShould()
            .haveSimpleName("package-info");

    /** They are of use without a server: to the commands, to doses and to cohorts. */
    @ArchTest
    static final ArchRule rulesAndRecordsKnowNoSpring = noClasses()
            .that()
            .resideInAnyPackage("..decision..", "..logic..", "..fhir..", "..mapping..", "..profile..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta.servlet..", "io.micrometer..");

    @ArchTest
    static final ArchRule nothingDependsOnTheRootOrTheStart = noClasses()
            .that()
            .resideOutsideOfPackages("org.spinecds", "org.spinecds.start..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.spinecds", "org.spinecds.start..");

    /** Its stream holds a connection of the pool until it is closed; {@code list()} and {@code optional()} give it back. */
    @ArchTest
    static final ArchRule connectionsAreGivenBack = noClasses()
            .should()
            .callMethod(JdbcClient.MappedQuerySpec.class, "stream")
            .allowEmptyShould(true);

    /** A zone or nothing at all is no clock: only {@code now(Clock)} can be held still by a test. */
    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "asks the system for the time",
                    call -> call.getTargetOwner().getPackageName().equals("java.time")
                            && call.getName().equals("now")
                            && call.getTarget().getRawParameterTypes().stream()
                                    .noneMatch(type -> type.isEquivalentTo(Clock.class))))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callConstructor(Date.class);

    @ArchTest
    static final ArchRule namesSayTheSubject = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
}
