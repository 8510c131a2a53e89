package org.spinecds.worksheet;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.spinecds.decision.Suspension;
import org.spinecds.fhir.Reading;

/**
 * Opens worksheets: the kept record, assessed by the current rules, as HTML; and the same record with the edits of a
 * form. Edits are not kept.
 */
public record Worksheets(WorksheetStore store, Seal seal, WorksheetKeeper keeper, Clock clock) {

    /** The number of looks, 50 ms apart, for a record that another instance may be writing. */
    private static final int LOOKS = 6;

    /** The number of looks, 50 ms apart, for a record that this instance is writing. */
    private static final int LOOKS_FOR_ITS_OWN = 100;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** The page for worksheets that a suspension has closed. */
    public String closed(WorksheetContent content, Suspension suspension) {
        return content.filled("suspended", WorksheetPage.closed(suspension, clock));
    }

    /**
     * The worksheet of a handle.
     *
     * @param browser the mark of the browser
     * @param inForce the suspensions in force; suspended things are left out and named
     * @throws WorksheetGone when there is no worksheet, or none any more
     * @throws OpenedElsewhere when another browser opened it first
     */
    public String opened(WorksheetContent content, Handle handle, String browser, List<Suspension> inForce) {
        return content.filled(
                "worksheet", new WorksheetPage(clock, content, kept(content, handle, browser), inForce).opened());
    }

    /**
     * The answer to a form.
     *
     * @param understood whether every input was understood; if not, the answer is that of the record on file
     */
    public record Recomputed(boolean understood, String html) {}

    /**
     * Assesses the record with the edits of a form.
     *
     * @param browser the mark of the browser
     * @param form the texts by field; an absent field is empty
     * @param inForce the suspensions in force; suspended things are left out and named
     * @throws WorksheetGone when there is no record any more
     * @throws OpenedElsewhere when another browser opened it first
     */
    public Recomputed recomputed(
            WorksheetContent content,
            Handle handle,
            String browser,
            Map<String, String> form,
            List<Suspension> inForce) {
        return new WorksheetPage(clock, content, kept(content, handle, browser), inForce).answered(form);
    }

    /**
     * The record of a handle. It waits for a record that is still being written, since a clinician may follow the link
     * at once.
     */
    private KeptRecord kept(WorksheetContent content, Handle handle, String browser) {
        Optional<byte[]> sealed = store.open(handle, browser);
        for (int look = 0; sealed.isEmpty() && look < (keeper.isKeeping(handle) ? LOOKS_FOR_ITS_OWN : LOOKS); look++) {
            pause();
            sealed = store.open(handle, browser);
        }
        return sealed.map(kept -> seal.opened(handle, kept))
                .filter(kept -> isEnoughFor(content, kept))
                .orElseThrow(WorksheetGone::new);
    }

    /**
     * Whether the record has all resources that the rules use now. Only those that the rules of the call used were
     * kept; other rules need a new call.
     */
    static boolean isEnoughFor(WorksheetContent content, KeptRecord kept) {
        return kept.reading().isEmpty()
                || kept.reading()
                        .equals(new Reading(content.logic()
                                        .codesRead(kept.question().library()))
                                .mark());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
