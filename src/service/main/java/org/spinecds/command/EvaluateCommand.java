package org.spinecds.command;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.Card;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.workbench.PatientCase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers for one patient as the service would. */
@Command(
        name = "evaluate",
        description = "Shows the cards and the assessment of a patient: a Bundle, a call with its prefetch, or a case.",
        exitCodeList = {"0:evaluated", "2:it could not be evaluated"})
final class EvaluateCommand implements Callable<Integer> {

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Parameters(
            paramLabel = "<record.json>",
            description = "the patient; a Bundle with draft orders is asked about them, one without as when a chart is"
                    + " opened")
    private Path record = Path.of("");

    @Option(names = "--date", description = "as of which day, where the file names none; without it today")
    private @Nullable LocalDate date;

    @Option(
            names = "--hook",
            paramLabel = "<hook>",
            description = "ask as if this hook had fired, such as order-sign or patient-view")
    private @Nullable String hook;

    /** The JSON form of an evaluation. */
    private record Answer(String version, String name, List<Card> cards, Map<String, Object> assessment) {}

    @Override
    public Integer call() {
        Guideline guideline = options.guideline();
        PatientCase patient = ContentOptions.read(guideline, record, hook);
        Evaluation evaluation = patient.put(guideline, clock(date));
        Assessment assessment = evaluation.assess(patient.known(evaluation));
        List<Card> cards = guideline.cards().render(evaluation.context(assessment, List.of()));
        Map<String, Object> document = guideline.cards().document(assessment);
        if (options.isJson()) {
            options.print(new Answer(guideline.version(), patient.name(), cards, document));
            return 0;
        }
        for (Card card : cards) {
            options.say(Table.coloured(
                    card.indicator().equals("critical") ? "red,bold" : "bold",
                    "[" + card.kind() + ", " + card.indicator() + "] " + card.summary()));
            card.detail().lines().forEach(line -> options.say("    " + line));
            options.say("");
        }
        options.say(cards.size() + " cards, because: " + assessment.trigger().reason());
        document.forEach((member, value) -> options.say("    " + member + ": " + value));
        return 0;
    }

    /** Noon of a day in UTC, or now. */
    static Clock clock(@Nullable LocalDate date) {
        return date == null
                ? Clock.systemUTC()
                : Clock.fixed(date.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    }
}
