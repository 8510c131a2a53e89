package org.spinecds.guideline;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActiveGuidelineTests {

    private static final Guideline FIRST = GuidelineSource.asWritten(null).load(FhirContext.forR4Cached());

    private final ActiveGuideline active = new ActiveGuideline(named("a"), 3, Clock.systemUTC());

    @Test
    void theNextCallSeesWhatWasTakenIntoForce() {
        Guideline ofACallOnItsWay = active.current();

        active.activate(named("b"));

        assertThat(ofACallOnItsWay.version()).isEqualTo("a");
        assertThat(active.current().version()).isEqualTo("b");
    }

    @Test
    void asManyAreKeptAsConfiguredAndTheOldestGoes() {
        List.of("b", "c", "d").forEach(version -> active.activate(named(version)));

        assertThat(versions()).containsExactly("d", "c", "b");
    }

    @Test
    void theSameVersionIsKeptOnce() {
        active.activate(named("b"));
        active.activate(named("b"));

        assertThat(versions()).containsExactly("b", "a");
    }

    private List<String> versions() {
        return active.kept().stream().map(kept -> kept.guideline().version()).toList();
    }

    private static Guideline named(String version) {
        return new Guideline(
                version,
                FIRST.content(),
                FIRST.localCodes(),
                FIRST.services(),
                FIRST.logic(),
                FIRST.cards(),
                FIRST.profiles(),
                FIRST.worksheet(),
                FIRST.signOff());
    }
}
