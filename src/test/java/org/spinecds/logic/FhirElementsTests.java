package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opencds.cqf.cql.engine.fhir.model.R4FhirModelResolver;
import org.opencds.cqf.cql.engine.runtime.BaseTemporal;
import org.spinecds.WorkedCases;
import org.spinecds.logic.evaluation.FhirElements;
import org.spinecds.workbench.WorkedCase;

/** Every element of every record of the worked cases is read as the engine's own resolver reads it. */
class FhirElementsTests {

    /** The first tier reads one case in so many. */
    private static final int OF_SO_MANY = 10;

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final R4FhirModelResolver ENGINE = new R4FhirModelResolver(FHIR);
    private static final FhirElements OURS = new FhirElements(FHIR);

    static Stream<WorkedCase> share() {
        return IntStream.iterate(0, place -> place < WorkedCases.all().size(), place -> place + OF_SO_MANY)
                .mapToObj(WorkedCases.all()::get);
    }

    static List<WorkedCase> all() {
        return WorkedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("share")
    void anElementOfTheShareIsReadAsTheEngineReadsIt(WorkedCase play) {
        CasePlayer.of(play).resources().forEach(FhirElementsTests::compare);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void everyElementIsReadAsTheEngineReadsIt(WorkedCase play) {
        CasePlayer.of(play).resources().forEach(FhirElementsTests::compare);
    }

    private static void compare(Base base) {
        Stream.concat(
                        base.children().stream().map(Property::getName).map(name -> name.replace("[x]", "")),
                        Stream.of("value", "extension", "id", base.fhirType(), "valueQuantity", "noSuchElement"))
                .forEach(path -> assertThat(told(OURS, base, path))
                        .as("%s of a %s", path, base.fhirType())
                        .isEqualTo(told(ENGINE, base, path)));
        assertThat(OURS.resolveType(base)).isEqualTo(ENGINE.resolveType(base));
        base.children().stream().flatMap(child -> child.getValues().stream()).forEach(FhirElementsTests::compare);
    }

    /** The value, or the failure of reading it. Elements are the same only where they are the same object. */
    private static Object told(R4FhirModelResolver resolver, Base base, String path) {
        try {
            @Nullable Object value = resolver.resolvePath(base, path);
            if (value == null) {
                return "nothing";
            }
            return value instanceof BaseTemporal ? value.getClass() + " " + value : value;
        } catch (RuntimeException e) {
            return e.getClass();
        }
    }

    @Test
    void aTextWithoutAValueIsAbsent() {
        StringType bare = new StringType();
        bare.addExtension("http://example.org/why", new StringType("masked"));

        assertThat(OURS.resolvePath(bare, "value")).isNull();
        assertThat(OURS.resolvePath(bare, "extension")).isEqualTo(bare.getExtension());
    }

    @Test
    void typesAreFoundByTheNamesOfTheRules() {
        for (String name :
                List.of("FHIR.CodeableConcept", "CodeableConcept", "Observation", "FHIR.Period", "dateTime")) {
            assertThat(Objects.requireNonNull(OURS.resolveType(name))).isEqualTo(ENGINE.resolveType(name));
        }
        assertThat(OURS.resolveType((Object)
                        new Enumeration<>(new org.hl7.fhir.r4.model.Enumerations.AdministrativeGenderEnumFactory())))
                .isEqualTo(ENGINE.resolveType((Object)
                        new Enumeration<>(new org.hl7.fhir.r4.model.Enumerations.AdministrativeGenderEnumFactory())));
    }
}
