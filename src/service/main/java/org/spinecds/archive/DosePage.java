package org.spinecds.archive;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.archive.DoseStore.Listed;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.organdose.DoseContent;

/**
 * The worklist of physicists as HTML: each dose of the archive with its decision, and the forms to decide. It needs no
 * script. All values in the template are escaped.
 */
public final class DosePage {

    private static final String TEMPLATE = "dose/page.html";
    private static final int ROWS = 100;
    private static final Pattern BEGINNING_OF_A_UID = Pattern.compile("[0-9.]{0,64}");
    private static final int BRIEF = 12;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm z", Locale.ENGLISH);

    private final DoseStore store;
    private final AskSeal seal;
    private final Supplier<DoseContent.Words> words;
    private final Clock clock;
    private final com.samskivert.mustache.Template template;

    DosePage(DoseStore store, AskSeal seal, Supplier<DoseContent.Words> words, Clock clock) {
        this.store = store;
        this.seal = seal;
        this.words = words;
        this.clock = clock;
        this.template = Mustache.compiler()
                .escapeHTML(true)
                .nullValue("")
                .emptyStringIsFalse(true)
                .zeroIsFalse(false)
                .compile(text());
    }

    private static String text() {
        try (InputStream file = DosePage.class.getClassLoader().getResourceAsStream(TEMPLATE)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the page.
     *
     * @param physicist the name of the user
     * @param sought a UID, or its beginning, of the plan or the dose; empty for all
     * @param from the first dose on the page, from 0
     * @param said a sentence about the last form; empty without one
     */
    public String page(String physicist, String sought, int from, String said) {
        boolean isUid = BEGINNING_OF_A_UID.matcher(sought).matches();
        List<Listed> listed = isUid ? store.listed(sought, from, ROWS + 1) : List.of();
        Map<String, Object> model = new HashMap<>();
        model.put("physicist", physicist);
        model.put("token", seal.formToken(physicist));
        model.put("sought", sought);
        model.put("said", said);
        model.put("rows", rows(listed.subList(0, Math.min(ROWS, listed.size())), from));
        model.put("open", isUid ? store.open(sought) : 0);
        model.put("hasBefore", from > 0);
        model.put("before", Math.max(0, from - ROWS));
        model.put("hasNext", listed.size() > ROWS);
        model.put("next", from + ROWS);
        return template.execute(model);
    }

    private List<Map<String, Object>> rows(List<Listed> listed, int from) {
        DoseContent.Words spoken = words.get();
        Map<String, Optional<KeptDoses>> patients = new HashMap<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Listed one : listed) {
            Optional<KeptDoses> kept = patients.computeIfAbsent(one.patient(), store::of);
            List<KeptRegion> regions =
                    kept.map(doses -> KeptRegion.of(doses.lines())).orElse(List.of());
            if (kept.isPresent() && one.place() < regions.size()) {
                Map<String, Object> row = row(one.patient(), kept.get(), regions.get(one.place()), spoken);
                row.put("number", from + rows.size() + 1);
                rows.add(row);
            }
        }
        return rows;
    }

    private Map<String, Object> row(String patient, KeptDoses kept, KeptRegion region, DoseContent.Words spoken) {
        KeptLine first = region.lines().get(0);
        String plan = OfferedDoses.planOf(
                first.dose().objects(),
                kept.plans().stream().map(GivenPlan::facts).toList());
        Optional<Judgement> judged = kept.judgements().about(region).filter(one -> one.isFor(kept.courseOf(region)));
        Map<String, Object> row = new HashMap<>();
        row.put("patient", patient);
        row.put("brief", patient.substring(0, Math.min(BRIEF, patient.length())));
        row.put("subject", region.subject());
        row.put("numbers", region.numbers());
        row.put("place", kept.judgements().count(region.subject()));
        row.put("plan", text(plan));
        row.put("dose", text(first.dose().objects().rtdose()));
        row.put("structure", text(first.dose().structure()));
        row.put("roi", text(first.dose().roi()));
        row.put("levels", region.lines().stream().map(DosePage::level).toList());
        row.put("remarks", remarks(region, spoken));
        row.put("hasNumber", region.hasNumber());
        row.put("isOpen", region.hasNumber() && judged.isEmpty());
        row.put("judged", judged.map(one -> judgement(one)).orElse(Map.of()));
        row.put("isJudged", judged.isPresent());
        row.put("course", course(plan, kept));
        row.put("pairing", pairings(first, plan, kept));
        return row;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    private static Map<String, Object> level(KeptLine line) {
        Map<String, Object> level = new HashMap<>();
        level.put("level", text(line.dose().level()));
        if (line.dose().finding() instanceof DoseNumbers numbers) {
            level.put("isLower", numbers.lowerBound());
            level.put("gray", gray(numbers.d003ccGy()));
            level.put("lo", gray(numbers.range().lo()));
            level.put("hi", gray(numbers.range().hi()));
            level.put("fractions", numbers.fractions());
        }
        return level;
    }

    private static String gray(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static List<String> remarks(KeptRegion region, DoseContent.Words spoken) {
        Set<String> remarks = new LinkedHashSet<>();
        for (KeptLine line : region.lines()) {
            if (line.dose().finding() instanceof DoseNumbers numbers) {
                for (Note flag : numbers.flags()) {
                    remarks.add(spoken.of(flag));
                }
            } else if (line.dose().finding() instanceof Unknown unknown) {
                remarks.add(spoken.of(unknown.reason()));
            }
        }
        return List.copyOf(remarks);
    }

    private Map<String, Object> judgement(Judgement judged) {
        return Map.of(
                "isAccepted", judged.verdict() == Verdict.ACCEPTED,
                "isRefused", judged.verdict() == Verdict.REFUSED,
                "by", judged.by(),
                "at", written(judged.at()),
                "reason", judged.reason(),
                "course", judged.course(),
                "rtplan", judged.rtplan(),
                "rtstruct", judged.rtstruct());
    }

    private String written(Instant moment) {
        return TIME.withZone(clock.getZone()).format(moment);
    }

    private static String course(@Nullable String plan, KeptDoses kept) {
        return kept.plans().stream()
                .filter(one -> one.facts().uid().equals(plan))
                .map(one -> text(one.course()))
                .findFirst()
                .orElse("");
    }

    /** The forms to pair a dose with its plan, where it has none or a physicist named it, and the plan with its course. */
    private List<Map<String, Object>> pairings(KeptLine line, @Nullable String plan, KeptDoses kept) {
        String dose = text(line.dose().objects().rtdose());
        Set<String> doses = new LinkedHashSet<>();
        if (DoseWorklist.isToPair(line)) {
            doses.add(dose);
        }
        kept.judgements().objects().forEach((uid, pair) -> {
            if (uid.equals(dose) || pair.rtplan().equals(plan)) {
                doses.add(uid);
            }
        });
        List<Map<String, Object>> forms = new ArrayList<>();
        doses.forEach(uid -> forms.add(pairing(uid, false, line, kept)));
        if (kept.plans().stream().anyMatch(one -> one.facts().uid().equals(plan))) {
            forms.add(pairing(text(plan), true, line, kept));
        }
        for (int form = 0; form < forms.size(); form++) {
            forms.get(form).put("form", form + 1);
        }
        return forms;
    }

    private Map<String, Object> pairing(String uid, boolean isOfCourse, KeptLine line, KeptDoses kept) {
        Optional<Judgement> paired = kept.judgements().about(DoseWorklist.subject(uid));
        Map<String, Object> form = new HashMap<>();
        form.put("uid", uid);
        form.put("subject", DoseWorklist.subject(uid));
        form.put("place", kept.judgements().count(DoseWorklist.subject(uid)));
        form.put("isOfCourse", isOfCourse);
        form.put("candidates", line.dose().finding() instanceof Unknown unknown ? unknown.candidates() : List.of());
        form.put("isPaired", paired.isPresent());
        form.put("paired", paired.map(this::judgement).orElse(Map.of()));
        return form;
    }
}
