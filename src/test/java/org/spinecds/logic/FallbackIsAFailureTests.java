package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.spinecds.FallsBack;
import org.spinecds.logic.evaluation.EngineFallbacks;

/** A test in which the engine was asked fails, whatever it asserts. */
@FallsBack
class FallbackIsAFailureTests {

    /** Run by this test alone. */
    static class WithAFallback {

        @Test
        void oneFallsBack() {
            EngineFallbacks.happened();
        }

        @Test
        @FallsBack
        void oneFallsBackOnPurpose() {
            EngineFallbacks.happened();
        }

        @Test
        void oneDoesNot() {}
    }

    @Test
    void onlyAFallbackOnPurposeIsNone() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(WithAFallback.class))
                                .build(),
                        listener);

        assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(2);
        assertThat(listener.getSummary().getFailures()).singleElement().satisfies(failure -> {
            assertThat(failure.getTestIdentifier().getDisplayName()).isEqualTo("oneFallsBack()");
            assertThat(failure.getException()).hasMessageContaining("a prepared rule failed");
        });
    }
}
