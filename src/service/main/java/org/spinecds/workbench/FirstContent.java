package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.springframework.dao.DataAccessException;

/**
 * The first content of a start. Content new to the database is tested while the last accepted one answers; only without
 * a usable accepted one does the start wait for the test.
 */
record FirstContent(AcceptedContents contents, Judge judge, GuidelineSource source, FhirContext fhir, Clock clock) {

    private static final Logger log = LoggerFactory.getLogger(FirstContent.class);
    private static final Judge.Progress UNSEEN = (played, of, findings) -> {};

    /**
     * The result of the choice.
     *
     * @param guideline to use
     * @param refused the objection to the configured content; empty without one so far
     * @param isOtherConfigured whether other content is configured and not yet tested
     */
    record Begin(Guideline guideline, InForce inForce, Optional<Reload.Report> refused, boolean isOtherConfigured) {}

    /**
     * Chooses the first content.
     *
     * @throws ContentRefused when the configured content is refused, and none was accepted before
     * @throws RuntimeException as {@link GuidelineSource#load}, likewise
     */
    Begin begin() {
        Optional<InForce> last = contents.newest();
        Guideline configured;
        try {
            configured = source.load(fhir);
        } catch (RuntimeException e) {
            if (!Judge.saysWhatIsWrong(e)) {
                throw e;
            }
            return last.flatMap(row -> accepted(row).map(guideline -> unreadable(guideline, row, e)))
                    .orElseThrow(() -> e);
        }
        if (last.isEmpty()) {
            return afterItsTrial(configured, last);
        }
        InForce row = last.get();
        if (row.digest().equals(configured.digest())) {
            List<String> findings = findings(configured, row);
            if (!findings.isEmpty()) {
                throw new ContentRefused(findings);
            }
            return new Begin(configured, row, Optional.empty(), false);
        }
        boolean isWithdrawn =
                Acceptance.withdrawn(contents.history(Acceptance.HISTORY)).contains(configured.version());
        if (configured.content().isOfTheBuild() && !isWithdrawn) {
            return afterItsTrial(configured, last);
        }
        return accepted(row)
                .map(guideline -> new Begin(guideline, row, Optional.empty(), true))
                .orElseGet(() -> afterItsTrial(configured, last));
    }

    private Begin unreadable(Guideline accepted, InForce row, RuntimeException fault) {
        List<String> findings = String.valueOf(fault.getMessage()).lines().toList();
        log.error(
                "The content that is configured cannot be used, {} answers in its place:\n  {}",
                row.version(),
                String.join("\n  ", findings));
        return new Begin(
                accepted, row, Optional.of(new Reload.Report(clock.instant(), "", false, findings, 0, 0)), false);
    }

    /** The last accepted content, if this build can use it. */
    private Optional<Guideline> accepted(InForce row) {
        try {
            Optional<Guideline> kept = contents.load(row.digest(), source, null, fhir);
            List<String> findings =
                    kept.map(guideline -> findings(guideline, row)).orElse(List.of("It is no longer in the database."));
            if (findings.isEmpty()) {
                return kept;
            }
            log.error(
                    "The last accepted content {} cannot be used by this build:\n  {}",
                    row.version(),
                    String.join("\n  ", findings));
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error(
                    "The last accepted content {} cannot be used by this build: {}",
                    row.version(),
                    Judge.saysWhatIsWrong(e) ? e.getMessage() : e.getClass().getName());
        }
        return Optional.empty();
    }

    /**
     * Another build tests the active content once with its own engine; content that this build activated is already
     * tested.
     */
    private List<String> findings(Guideline guideline, InForce row) {
        if (row.build().equals(judge.build())
                || judge.known(guideline)
                        .filter(known -> known.passedBut(row.failing()))
                        .isPresent()) {
            return List.of();
        }
        Judgement judgement = tried(guideline);
        return judgement.passedBut(row.failing()) ? List.of() : judgement.findings();
    }

    private Begin afterItsTrial(Guideline configured, Optional<InForce> last) {
        Judgement judgement = tried(configured);
        if (!judgement.passed()) {
            throw new ContentRefused(judgement.findings());
        }
        InForce next = new InForce(
                last.map(InForce::number).orElse(0L) + 1,
                configured.digest(),
                configured.version(),
                judge.build(),
                InForce.How.ACCEPTED,
                clock.instant(),
                configured.content().isOfTheBuild() ? "its build" : "its cases",
                "",
                List.of());
        // If another instance was first, its row counts like any content accepted before.
        return contents.append(next, configured) ? new Begin(configured, next, Optional.empty(), false) : begin();
    }

    private Judgement tried(Guideline guideline) {
        if (guideline.content().isOfTheBuild()) {
            return judge.judge(guideline, Optional.empty(), UNSEEN);
        }
        log.info("Content {} is tried before the first call.", guideline.version());
        long begin = System.nanoTime();
        Judgement judgement = judge.judge(guideline, Optional.empty(), UNSEEN);
        log.info(
                "{} cases of content {} were tried in {}.",
                judgement.played(),
                guideline.version(),
                Duration.ofNanos(System.nanoTime() - begin));
        return judgement;
    }
}
