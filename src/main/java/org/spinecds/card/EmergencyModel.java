package org.spinecds.card;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;

/** What the template of an emergency is filled from. */
final class EmergencyModel {

    private static final int MOST_LEVELS = 3;
    private static final int MOST_SIGNS = 2;

    private final Assessment assessment;
    private final Phrases phrases;

    EmergencyModel(Assessment assessment, Phrases phrases) {
        this.assessment = assessment;
        this.phrases = phrases;
    }

    Map<String, @Nullable Object> of() {
        Assessment.Emergency emergency = assessment.emergency();
        if (emergency == null) {
            throw new WordingBroken("There is no emergency to word.", null);
        }
        Map<String, @Nullable Object> model = new HashMap<>();
        List<String> reasons = emergency.reasons();
        model.put("reason", reasons.stream().collect(Collectors.toMap(reason -> reason, reason -> true)));
        model.put("critical", emergency.indicator().equals("critical"));
        model.put("reasons", words(reasons.stream()));
        model.put("why", words(reasons.stream().limit(1)));
        model.put("levels", levels(emergency.levels()));
        model.put("signs", signs(emergency.signs(), this::withDate));
        model.put("signsBrief", signs(emergency.signs(), this::name));
        model.put("postoperative", emergency.postoperative());
        model.put("onlyGrade", emergency.onlyGrade());
        model.put("intactAtGrade", emergency.intactAtGrade());
        model.put("steroidsOffered", emergency.steroidsOffered());
        model.put("infection", emergency.infection());
        model.put("facts", new CaveatWords(assessment, phrases).formerFacts());
        model.put("steroidPolicy", assessment.background().steroidPolicy());
        return model;
    }

    private String words(Stream<String> reasons) {
        return reasons.map(reason -> phrases.of("reason", reason)).collect(Collectors.joining("; "));
    }

    /** As many levels as a line holds; empty where none is known. */
    private static String levels(List<String> names) {
        return names.size() <= MOST_LEVELS
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_LEVELS - 1)) + " and " + (names.size() - MOST_LEVELS + 1)
                        + " more";
    }

    private static String signs(List<Assessment.Sign> signs, Function<Assessment.Sign, String> words) {
        return signs.stream().limit(MOST_SIGNS).map(words).collect(Collectors.joining(", "))
                + (signs.size() > MOST_SIGNS ? " and " + (signs.size() - MOST_SIGNS) + " more" : "");
    }

    /** As the record has it; a code without words by its categories. */
    private String name(Assessment.Sign sign) {
        if (sign.name() != null) {
            return sign.name();
        }
        String words = sign.categories().stream()
                .map(category -> phrases.of("sign", category))
                .collect(Collectors.joining(" or "));
        return sign.code() == null ? words : words + " (" + sign.code() + ")";
    }

    private String withDate(Assessment.Sign sign) {
        if (sign.ordered()) {
            return name(sign) + " (on this order)";
        }
        return name(sign) + " on file (" + Objects.requireNonNullElse(sign.recordedOn(), "undated") + ")";
    }
}
