package org.spinecds.worksheet;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.spinecds.decision.Suspension;
import org.spinecds.fhir.Codes;

/**
 * Opens worksheets: the kept record, judged by the rules as they are now, as HTML; and the same with the edits of a form.
 * Nothing of an edit is kept.
 */
public final class Worksheets {

    /** What another instance keeps is there in a few milliseconds; nobody waits long for what is not. */
    private static final int LOOKS = 6;

    /** What this instance is keeping is there as soon as it has got round to it. */
    private static final int LOOKS_FOR_ITS_OWN = 100;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final WorksheetStore store;
    private final Seal seal;
    private final WorksheetKeeper keeper;
    private final WorksheetPage page;

    Worksheets(WorksheetStore store, Seal seal, WorksheetKeeper keeper, Clock clock) {
        this.store = store;
        this.seal = seal;
        this.keeper = keeper;
        this.page = new WorksheetPage(clock);
    }

    /** A page without a record: {@code page}, {@code smart}, {@code gone}, {@code elsewhere} or {@code unavailable}. */
    public String page(WorksheetContent content, String name) {
        return content.filled(name, Map.of());
    }

    /** The mark by which a browser is known from now on. */
    public static String newBrowser() {
        return Handle.randomText();
    }

    /** The page that says that the site has closed the worksheets by a suspension. */
    public String closed(WorksheetContent content, Suspension suspension) {
        return page.closed(content, suspension);
    }

    /**
     * The worksheet of a handle.
     *
     * @param inForce what the site has suspended, which is left out and named
     * @throws WorksheetGone when there is none, or not any more
     * @throws OpenedElsewhere when another browser opened it first
     */
    public String opened(WorksheetContent content, Handle handle, String browser, List<Suspension> inForce) {
        return page.opened(content, kept(content, handle, browser), inForce);
    }

    /**
     * What came of a form.
     *
     * @param understood whether every input could be; else the answer is that on file
     */
    public record Recomputed(boolean understood, String html) {}

    /**
     * The answer to a form.
     *
     * @param form by field; a field that is absent is empty
     * @param inForce what the site has suspended, which is left out and named
     * @throws WorksheetGone when the record is not there any more
     * @throws OpenedElsewhere when another browser opened it first
     */
    public Recomputed recomputed(
            WorksheetContent content,
            Handle handle,
            String browser,
            Map<String, String> form,
            List<Suspension> inForce) {
        return page.recomputed(content, kept(content, handle, browser), form, inForce);
    }

    /** The record is kept beside the answer, by this instance or another: whoever follows the link at once may come first. */
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

    /** What was of no use to the rules of the call was not kept; rules that read something else want a new call. */
    static boolean isEnoughFor(WorksheetContent content, KeptRecord kept) {
        return kept.reading().isEmpty()
                || kept.reading()
                        .equals(new Codes(content.logic()
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
