package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.logic.Evaluator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A site that leaves the prepared rules off gets the same answers. */
@TestPropertySource(properties = "spinecds.evaluator=reference")
class ExamplesByReferenceIT extends ExamplesIT {

    @Autowired
    private GuidelineSource source;

    @Test
    void theEngineAloneAnswers() {
        assertThat(source.settings().evaluator()).isEqualTo(Evaluator.REFERENCE);
    }
}
