package org.spinecds.organdose;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Patient;
import org.spinecds.content.Content;
import org.spinecds.decision.AnswerTree;
import org.spinecds.dose.geometry.Eqd2;
import org.spinecds.fhir.R4;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.Evaluator;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.logic.LogicFailed;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of the content that a dose needs. No number of it is written in Java.
 *
 * @param alphaBetaGy alpha/beta in Gy, with which the rules compute EQD2
 * @param limitGy the limit of the cumulative dose in Gy EQD2
 * @param limitName its name on the cards
 * @param levelCodes the SNOMED CT code of each vertebral level, that of its body
 */
public record DoseRules(double alphaBetaGy, double limitGy, String limitName, Map<String, String> levelCodes) {

    private static final String RADIOBIOLOGY = "SpineRecurrenceRadiobiology";
    private static final String EQD2 = "EQD2";
    private static final String WORKSHEET = "SpineRecurrenceWorksheet";
    private static final String RECORD = "Record As Read";
    private static final String WORDS = "cds-hooks/cards/phrases.json";
    private static final double ROUNDING_GY = 1e-6;

    public DoseRules {
        levelCodes = Map.copyOf(levelCodes);
    }

    /**
     * Asks the rules of a content; its cards need not be sound.
     *
     * @throws IllegalArgumentException where its EQD2 is not that of the linear-quadratic model, or it names no limit
     */
    public static DoseRules of(Content content, Clock clock) {
        ZonedDateTime moment = ZonedDateTime.now(clock);
        AssessmentLogic logic =
                new AssessmentLogic(KnowledgeBase.of(content, R4.context(), Map.of(), Evaluator.REFERENCE));
        try {
            double alphaBeta = alphaBeta(logic, moment);
            AnswerTree known = known(logic, moment);
            return new DoseRules(alphaBeta, limit(known), limitName(content), levelCodes(known));
        } catch (LogicFailed failed) {
            throw new IllegalArgumentException(
                    "The content cannot be asked for alpha/beta and the limit: " + failed.getMessage());
        }
    }

    /**
     * Returns the SNOMED CT code of each vertebral level, that of its body.
     *
     * @throws LogicFailed where the content has no such answer
     */
    public static Map<String, String> levelCodes(AssessmentLogic logic, Clock clock) {
        return levelCodes(known(logic, ZonedDateTime.now(clock)));
    }

    private static AnswerTree known(AssessmentLogic logic, ZonedDateTime moment) {
        return AnswerTree.of(logic.values(
                        new AssessmentLogic.Question(WORKSHEET, RECORD, "patient-view"),
                        Set.of(RECORD),
                        List.of(new Patient()),
                        List.of(),
                        moment))
                .at(RECORD);
    }

    /** Solves {@code E = D (D/n + a/b) / (2 + a/b)} for a/b, with the rules' EQD2 of 10 Gy in one fraction as E. */
    private static double alphaBeta(AssessmentLogic logic, ZonedDateTime moment) {
        double equivalent = eqd2(logic, "10.0", 1, moment);
        double alphaBeta = (100 - 2 * equivalent) / (equivalent - 10);
        double other = eqd2(logic, "45.0", 25, moment);
        if (!(alphaBeta > 0) || Math.abs(new Eqd2(25, alphaBeta).of(45) - other) > ROUNDING_GY) {
            throw new IllegalArgumentException("EQD2 of the content is not that of the linear-quadratic model.");
        }
        return alphaBeta;
    }

    private static double eqd2(AssessmentLogic logic, String gray, Integer fractions, ZonedDateTime moment) {
        Object value = logic.valueOf(RADIOBIOLOGY, EQD2, List.of(new BigDecimal(gray), fractions), moment);
        if (value instanceof BigDecimal number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("EQD2 of the content is no number.");
    }

    private static double limit(AnswerTree known) {
        try {
            return known.at("limits.cumulativeEqd2Gy").number().doubleValue();
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("The content names no limit of the cumulative dose.");
        }
    }

    private static String limitName(Content content) {
        return JsonMapper.shared()
                .readTree(content.text(WORDS))
                .path("binding")
                .path("C1_CUMULATIVE")
                .asString("the limit");
    }

    private static Map<String, String> levelCodes(AnswerTree known) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (AnswerTree level : known.at("levels").members()) {
            codes.putIfAbsent(level.at("level").word(), level.at("code").word());
        }
        return codes;
    }
}
