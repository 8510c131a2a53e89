package org.spinecds.patientdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.junit.jupiter.api.Test;

/** A page is complete by the different resources in it, and by the address of the page after it. */
class SearchPageTests {

    @Test
    void aRepeatedResourceDoesNotStandInForOneThatIsMissing() throws ReadFailed {
        SearchPage page = SearchPage.of(bundle("a", "a").setTotal(2), "Condition");
        assertThat(page.promisesMoreThan(page.matches())).isTrue();
    }

    @Test
    void aResourceBesideAllThatWereCountedMayBeRepeated() throws ReadFailed {
        SearchPage page = SearchPage.of(bundle("a", "b", "a").setTotal(2), "Condition");
        assertThat(page.promisesMoreThan(page.matches())).isFalse();
    }

    @Test
    void resourcesWithoutIdAreAllDifferent() throws ReadFailed {
        Bundle bundle = new Bundle().setTotal(2);
        bundle.addEntry().setResource(new Condition());
        bundle.addEntry().setResource(new Condition());
        SearchPage page = SearchPage.of(bundle, "Condition");
        assertThat(page.promisesMoreThan(page.matches())).isFalse();
    }

    @Test
    void aNextPageWithoutAddressIsNoLastPage() {
        Bundle bundle = bundle("a");
        bundle.addLink().setRelation("next");
        assertThatThrownBy(() -> SearchPage.of(bundle, "Condition")).isInstanceOf(ReadFailed.class);
    }

    private static Bundle bundle(String... ids) {
        Bundle bundle = new Bundle();
        for (String id : ids) {
            bundle.addEntry().setResource(new Condition().setId(id));
        }
        return bundle;
    }
}
