package org.spinecds.archive;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.archive.JudgementRefused.Why;
import org.spinecds.content.Digest;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.organdose.DoseContent;
import org.spinecds.organdose.DoseContent.Sentence;

/** The decisions of physicists about the doses of the archive. Each is kept with its author, its time and its reason. */
public final class DoseWorklist {

    private static final Logger log = LoggerFactory.getLogger(DoseWorklist.class);

    private static final int LONGEST_REASON = 500;
    private static final Pattern COURSE = Pattern.compile("(Procedure|ServiceRequest)/[A-Za-z0-9._-]{1,64}");

    private final DoseStore store;
    private final AskSeal seal;
    private final Supplier<DoseContent.Words> words;
    private final Clock clock;

    DoseWorklist(DoseStore store, AskSeal seal, Supplier<DoseContent.Words> words, Clock clock) {
        this.store = store;
        this.seal = seal;
        this.words = words;
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
            throw refused(Why.NOT_OUR_FORM, Sentence.NOT_OUR_FORM);
        }
        KeptDoses kept = store.of(form.patient()).orElseThrow(() -> refused(Why.GONE, Sentence.NOTHING_KEPT));
        if (form.place() != kept.judgements().count(form.subject())) {
            throw decidedMeanwhile();
        }
        String reason = form.reason().strip();
        if (reason.length() > LONGEST_REASON) {
            throw refused(Why.INCOMPLETE, Sentence.REASON_TOO_LONG);
        }
        Judgement made =
                switch (form.act()) {
                    case "accept" -> verdict(kept, form, Verdict.ACCEPTED, reason, physicist);
                    case "refuse" -> verdict(kept, form, Verdict.REFUSED, required(reason), physicist);
                    case "withdraw" -> withdrawn(kept, form, reason, physicist);
                    case "pair" -> pairing(kept, form, reason, physicist);
                    default -> throw refused(Why.INCOMPLETE, Sentence.NO_DECISION);
                };
        if (!store.judgements().add(form.patient(), made)) {
            throw decidedMeanwhile();
        }
        log.info("A dose of the archive was {} by {}.", made.verdict(), physicist);
    }

    private JudgementRefused decidedMeanwhile() {
        return refused(Why.DECIDED_MEANWHILE, Sentence.DECIDED_MEANWHILE);
    }

    private JudgementRefused refused(Why why, Sentence sentence) {
        return new JudgementRefused(why, words.get().of(sentence).replace("{most}", String.valueOf(LONGEST_REASON)));
    }

    private String required(String reason) {
        if (reason.isEmpty()) {
            throw refused(Why.INCOMPLETE, Sentence.REASON_MISSING);
        }
        return reason;
    }

    private Judgement verdict(KeptDoses kept, DoseForm form, Verdict verdict, String reason, String physicist) {
        KeptRegion region = KeptRegion.of(kept.lines()).stream()
                .filter(one -> one.hasNumber() && one.subject().equals(form.subject()))
                .filter(one -> one.numbers().equals(form.numbers()))
                .findFirst()
                .orElseThrow(() -> refused(Why.GONE, Sentence.DOSE_GONE));
        boolean isRefused = kept.judgements()
                .about(region)
                .filter(one -> one.verdict() == Verdict.REFUSED)
                .isPresent();
        if (verdict == Verdict.ACCEPTED && isRefused) {
            throw refused(Why.DECIDED_MEANWHILE, Sentence.REFUSED_BEFORE);
        }
        return Judgement.about(region, form.place(), verdict, reason, physicist, clock.instant())
                .forCourse(kept.courseOf(region));
    }

    private Judgement withdrawn(KeptDoses kept, DoseForm form, String reason, String physicist) {
        if (kept.judgements().about(form.subject()).isEmpty()) {
            throw refused(Why.DECIDED_MEANWHILE, Sentence.NOTHING_TO_TAKE_BACK);
        }
        return Judgement.withdrawn(form.subject(), form.place(), reason, physicist, clock.instant());
    }

    private Judgement pairing(KeptDoses kept, DoseForm form, String reason, String physicist) {
        // A dose without its plan stands for a plan too: it is paired with objects first.
        Optional<String> dose = missing(kept.lines(), form.subject());
        if (dose.isPresent()) {
            String rtplan = form.rtplan().strip();
            String rtstruct = form.rtstruct().strip();
            if (!DicomWeb.isUid(rtplan) || !(rtstruct.isEmpty() || DicomWeb.isUid(rtstruct))) {
                throw refused(Why.INCOMPLETE, Sentence.OBJECTS_NOT_NAMED);
            }
            return pairing(form, dose.get(), Map.of("rtplan", rtplan, "rtstruct", rtstruct), reason, physicist);
        }
        String plan = kept.plans().stream()
                .map(one -> one.facts().uid())
                .filter(uid -> subject(uid).equals(form.subject()))
                .findFirst()
                .orElseThrow(() -> refused(Why.GONE, Sentence.OBJECT_GONE));
        String course = form.course().strip();
        if (!COURSE.matcher(course).matches()) {
            throw refused(Why.INCOMPLETE, Sentence.COURSE_NOT_NAMED);
        }
        return pairing(form, plan, Map.of("course", course), reason, physicist);
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
