package org.spinecds.archive;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.archive.JudgementRefused.Why;
import org.spinecds.content.Digest;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;

/** The decisions of physicists about the doses of the archive. Each is kept with its author, its time and its reason. */
public final class DoseWorklist {

    private static final Logger log = LoggerFactory.getLogger(DoseWorklist.class);

    private static final int LONGEST_REASON = 500;
    private static final Pattern COURSE = Pattern.compile("(Procedure|ServiceRequest)/[A-Za-z0-9.-]{1,64}");

    private final DoseStore store;
    private final AskSeal seal;
    private final Clock clock;

    DoseWorklist(DoseStore store, AskSeal seal, Clock clock) {
        this.store = store;
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * Takes a decision.
     *
     * @param physicist the name of the user
     * @throws JudgementRefused where it is incomplete, about no dose that is kept, or after another decision
     */
    public void decide(DoseForm form, String physicist) {
        if (!seal.isFormToken(form.token(), physicist)) {
            throw new JudgementRefused(Why.NOT_OUR_FORM, "The form is too old, or not of this service: open it again.");
        }
        KeptDoses kept = store.of(form.patient())
                .orElseThrow(() -> new JudgementRefused(Why.GONE, "Nothing is kept of this patient any more."));
        if (form.place() != kept.judgements().count(form.subject())) {
            throw decidedMeanwhile();
        }
        String reason = form.reason().strip();
        if (reason.length() > LONGEST_REASON) {
            throw new JudgementRefused(Why.INCOMPLETE, "The reason is longer than " + LONGEST_REASON + " characters.");
        }
        Judgement made =
                switch (form.act()) {
                    case "accept" -> verdict(kept, form, Verdict.ACCEPTED, reason, physicist);
                    case "refuse" -> verdict(kept, form, Verdict.REFUSED, required(reason), physicist);
                    case "withdraw" -> withdrawn(kept, form, reason, physicist);
                    case "pair" -> pairing(kept, form, reason, physicist);
                    default -> throw new JudgementRefused(Why.INCOMPLETE, "The form names no decision.");
                };
        if (!store.judgements().add(form.patient(), made)) {
            throw decidedMeanwhile();
        }
        log.info("A dose of the archive was {} by {}.", made.verdict(), physicist);
    }

    private static JudgementRefused decidedMeanwhile() {
        return new JudgementRefused(
                Why.DECIDED_MEANWHILE, "Somebody has decided about this dose meanwhile: look at it again.");
    }

    private static String required(String reason) {
        if (reason.isEmpty()) {
            throw new JudgementRefused(Why.INCOMPLETE, "A refusal needs its reason.");
        }
        return reason;
    }

    private Judgement verdict(KeptDoses kept, DoseForm form, Verdict verdict, String reason, String physicist) {
        KeptRegion region = KeptRegion.of(kept.lines()).stream()
                .filter(one -> one.hasNumber() && one.subject().equals(form.subject()))
                .filter(one -> one.numbers().equals(form.numbers()))
                .findFirst()
                .orElseThrow(() -> new JudgementRefused(
                        Why.GONE, "This dose is no longer kept; another reading may have replaced it."));
        Optional<Judgement> before = kept.judgements().about(region);
        if (verdict == Verdict.ACCEPTED && before.isPresent() && before.get().verdict() == Verdict.REFUSED) {
            throw new JudgementRefused(
                    Why.DECIDED_MEANWHILE, "This dose is refused: take that back before you accept it.");
        }
        return Judgement.about(region, form.place(), verdict, reason, physicist, clock.instant());
    }

    private Judgement withdrawn(KeptDoses kept, DoseForm form, String reason, String physicist) {
        if (kept.judgements().about(form.subject()).isEmpty()) {
            throw new JudgementRefused(Why.DECIDED_MEANWHILE, "No decision about this dose holds: look at it again.");
        }
        return Judgement.withdrawn(form.subject(), form.place(), reason, physicist, clock.instant());
    }

    private Judgement pairing(KeptDoses kept, DoseForm form, String reason, String physicist) {
        Optional<String> plan = kept.plans().stream()
                .map(one -> one.facts().uid())
                .filter(uid -> subject(uid).equals(form.subject()))
                .findFirst();
        if (plan.isPresent()) {
            String course = form.course().strip();
            if (!COURSE.matcher(course).matches()) {
                throw new JudgementRefused(
                        Why.INCOMPLETE, "Name the course as the record does, such as Procedure/123.");
            }
            return pairing(form, plan.get(), Map.of("course", course), reason, physicist);
        }
        String dose = missing(kept.lines(), form.subject())
                .orElseThrow(() -> new JudgementRefused(
                        Why.GONE, "This plan or dose is no longer kept; another reading may have replaced it."));
        String rtplan = form.rtplan().strip();
        String rtstruct = form.rtstruct().strip();
        if (!DicomWeb.isUid(rtplan) || !(rtstruct.isEmpty() || DicomWeb.isUid(rtstruct))) {
            throw new JudgementRefused(
                    Why.INCOMPLETE, "Name the plan, and the structure set if the plan names none, by their UIDs.");
        }
        return pairing(form, dose, Map.of("rtplan", rtplan, "rtstruct", rtstruct), reason, physicist);
    }

    private Judgement pairing(DoseForm form, String named, Map<String, String> with, String reason, String physicist) {
        return new Judgement(
                form.subject(),
                form.place(),
                Verdict.PAIRED,
                "",
                reason,
                named,
                with.getOrDefault("rtplan", ""),
                with.getOrDefault("rtstruct", ""),
                with.getOrDefault("course", ""),
                physicist,
                clock.instant());
    }

    /** The UID of a dose without its plan or structure set. */
    private static Optional<String> missing(List<KeptLine> lines, String subject) {
        return lines.stream()
                .filter(DoseWorklist::isToPair)
                .map(line -> String.valueOf(line.dose().objects().rtdose()))
                .filter(uid -> subject(uid).equals(subject))
                .findFirst();
    }

    static boolean isToPair(KeptLine line) {
        return line.dose().finding() instanceof Unknown unknown
                && unknown.reason() == Reason.REFERENCES_MISSING
                && line.dose().objects().rtdose() != null;
    }

    /** The subject of the pairing of an object. */
    static String subject(String uid) {
        return Digest.of("pairing\n" + uid);
    }
}
