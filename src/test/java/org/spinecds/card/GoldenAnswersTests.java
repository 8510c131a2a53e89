package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.logic.AnsweredCase;
import org.spinecds.workbench.WorkedCase;

/**
 * {@code docs/answers}: for every finding the cards of the plainest worked case that has it, in the imaging situation and in
 * the treatment situation (N-18), to be read by those who vouch for the wording. Written anew with
 * {@code -Danswers.rewrite=true}.
 */
class GoldenAnswersTests {

    private static final Path FOLDER = Path.of("docs/answers");

    /** A worked case with its answer, and the findings in it. */
    private record Example(WorkedCase play, AnsweredCase answer, Set<String> findings) {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyFindingIsAnsweredAsReviewed(boolean treatment) throws IOException {
        Map<String, Example> plainest = new TreeMap<>();
        WorkedCases.all().stream()
                .map(play -> {
                    AnsweredCase answer = AnsweredCase.of(play);
                    return new Example(play, answer, findings(answer.assessment()));
                })
                .filter(example -> example.answer().isTreatment() == treatment
                        && !example.answer().cards().isEmpty())
                .sorted(Comparator.comparingInt(
                                (Example example) -> example.findings().size())
                        .thenComparing(example -> example.play().id()))
                .forEach(example -> example.findings().forEach(finding -> plainest.putIfAbsent(finding, example)));

        StringBuilder page = new StringBuilder("# Answers where "
                + (treatment ? "treatment is planned or ordered" : "imaging is ordered")
                + "\n\nFor each finding the plainest worked case that has it. Written by `GoldenAnswersTests`.\n");
        plainest.forEach((finding, example) -> page.append(section(finding, example)));
        Path file = FOLDER.resolve(treatment ? "treatment.md" : "imaging.md");
        if (Boolean.getBoolean("answers.rewrite")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, page);
        }

        assertThat(plainest).hasSizeGreaterThan(treatment ? 40 : 20);
        assertThat(page.toString()).isEqualTo(Files.readString(file));
    }

    /** What the cards may have to say: each code with the name of its group. */
    private static Set<String> findings(ReadAnswers assessment) {
        Set<String> findings = new LinkedHashSet<>();
        findings.add("trigger " + assessment.trigger().reason());
        assessment.cards().forEach(card -> findings.add("card " + card.kind() + ", " + card.indicator()));
        assessment.findings().stream()
                .filter(finding -> finding.level().equals(assessment.headlineLevel()))
                .forEach(finding -> findings.add("dose " + finding.finding()));
        assessment.doseReasons().forEach(reason -> findings.add("dose reason " + reason.code()));
        ReadAnswers.Emergency emergency = assessment.emergency();
        if (emergency != null) {
            emergency.reasons().forEach(reason -> findings.add("emergency " + reason));
        }
        ReadAnswers.SurgicalFindings surgical = assessment.surgicalFindings();
        if (surgical != null) {
            surgical.reasons().forEach(reason -> findings.add("surgery " + reason.code()));
        }
        ReadAnswers.Referral referral = assessment.referral();
        if (referral != null) {
            referral.recommended().forEach(reason -> findings.add("referral " + reason));
            referral.conditional().forEach(reason -> findings.add("referral, if pursued: " + reason));
        }
        assessment.cautions().forEach(caution -> findings.add("caution " + caution));
        assessment.problems().forEach(problem -> findings.add("problem " + problem.replaceAll(":.*", "")));
        assessment.missing().forEach(missing -> findings.add("missing " + missing));
        return findings;
    }

    private static String section(String finding, Example example) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("## " + finding);
        lines.add("");
        lines.add(
                example.play().id() + ": " + example.play().play().path("title").asString());
        for (Card card : example.answer().cards()) {
            lines.add("");
            lines.add("> **" + card.indicator() + "**: " + card.summary());
            lines.add(">");
            card.detail().lines().forEach(line -> lines.add(line.isEmpty() ? ">" : "> " + line));
            if (!card.suggestions().isEmpty()) {
                lines.add(">");
                lines.add(card.suggestions().stream()
                        .map(Card.Suggestion::label)
                        .collect(Collectors.joining("] [", "> [", "]")));
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
