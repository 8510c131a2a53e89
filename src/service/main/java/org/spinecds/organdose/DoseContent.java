package org.spinecds.organdose;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.setting.DoseSettings;
import org.spinecds.dose.setting.OrganName;
import org.spinecds.dose.setting.OrganNames;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The thresholds, names of organs and sentences with which doses are read: {@value #NUMBERS} and {@value #SENTENCES}.
 *
 * @param acceptance the most that our numbers may differ from those of a planning system
 * @param onFile tells which Observations of a record are doses of the sac
 */
public record DoseContent(DoseSettings settings, Acceptance acceptance, Words words, DosesOnFile onFile) {

    static final String NUMBERS = "cql/dose.json";
    static final String SENTENCES = "cds-hooks/dose/words.json";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /**
     * The acceptance of a site.
     *
     * @param doseShare the difference of D0.03cc over the planning system's
     * @param doseGy the difference of D0.03cc in Gy; the larger of both counts
     * @param volumeShare the difference of the volume over the planning system's
     * @param lowerShare how much lower a dose without a mark may be, over the planning system's
     */
    public record Acceptance(double doseShare, double doseGy, double volumeShare, double lowerShare) {}

    /**
     * The sentences.
     *
     * @param reason by {@link Reason}
     * @param flag by {@link Flag}
     * @param sentence by {@link Sentence}
     * @param acceptance of the numbers in braces
     */
    public record Words(
            Map<String, String> reason, Map<String, String> flag, Map<String, String> sentence, String acceptance) {

        public Words {
            reason = Map.copyOf(reason);
            flag = Map.copyOf(flag);
            sentence = Map.copyOf(sentence);
        }

        /** The sentence of a code. */
        public String of(Sentence code) {
            return sentence.getOrDefault(code.name(), code.name());
        }

        /** The sentence of a code. */
        public String of(Note note) {
            return (note instanceof Reason ? reason : flag).getOrDefault(note.name(), note.name());
        }
    }

    /** The codes of notes of an Observation, and of answers to a form of the worklist. */
    public enum Sentence {
        /** The dose is a lower bound. */
        LOWER_BOUND,
        /** The dose is an upper bound. */
        UPPER_BOUND,
        /** A physicist accepted the dose. */
        ACCEPTED,
        /** The form is too old, or not of this service. */
        NOT_OUR_FORM,
        /** Nothing is kept of the patient any more. */
        NOTHING_KEPT,
        /** Somebody else decided about the dose first. */
        DECIDED_MEANWHILE,
        /** The reason is longer than {@code {most}} characters. */
        REASON_TOO_LONG,
        /** A refusal has no reason. */
        REASON_MISSING,
        /** The form names no decision. */
        NO_DECISION,
        /** The dose is no longer kept. */
        DOSE_GONE,
        /** The dose is refused, and that was not taken back. */
        REFUSED_BEFORE,
        /** There is no decision to take back. */
        NOTHING_TO_TAKE_BACK,
        /** The course is not named as the record does. */
        COURSE_NOT_NAMED,
        /** The plan or dose to pair is no longer kept. */
        OBJECT_GONE,
        /** The plan or structure set is not named by its UID. */
        OBJECTS_NOT_NAMED
    }

    private record Numbers(
            DoseSettings.Limits limits,
            DoseSettings.Sampling sampling,
            DoseSettings.Checks checks,
            DoseSettings.Matching matching,
            List<OrganName> organs,
            List<String> never,
            Acceptance acceptance) {}

    /** Whether a content has a part of it. */
    public static boolean isIn(Content content) {
        return Stream.of(NUMBERS, SENTENCES).anyMatch(content.texts()::containsKey);
    }

    /**
     * Reads a content. The settings have no alpha/beta.
     *
     * @throws ContentUnreadable when a file is missing or lacks a number, or a code has no sentence
     */
    public static DoseContent of(Content content) {
        Numbers numbers = read(content, NUMBERS, Numbers.class);
        Words words = read(content, SENTENCES, Words.class);
        Stream.<Enum<?>>concat(
                        Stream.concat(Stream.of(Reason.values()), Stream.of(Flag.values())),
                        Stream.of(Sentence.values()))
                .map(Enum::name)
                .filter(code -> Stream.of(words.reason(), words.flag(), words.sentence())
                        .noneMatch(some -> some.containsKey(code)))
                .findFirst()
                .ifPresent(code -> {
                    throw new ContentUnreadable(SENTENCES + " has no sentence for " + code + ".");
                });
        return new DoseContent(
                new DoseSettings(
                        numbers.limits(),
                        numbers.sampling(),
                        numbers.checks(),
                        numbers.matching(),
                        new OrganNames(numbers.organs(), numbers.never()),
                        null),
                numbers.acceptance(),
                words,
                DosesOnFile.of(content));
    }

    private static <T> T read(Content content, String path, Class<T> type) {
        @Nullable String text = content.texts().get(path);
        if (text == null) {
            throw new ContentUnreadable("The content has no " + path + ", which the reading of doses needs.");
        }
        try {
            return JSON.readValue(text, type);
        } catch (JacksonException e) {
            throw new ContentUnreadable(path + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
