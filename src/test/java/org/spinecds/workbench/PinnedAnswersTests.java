package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.spinecds.WorkedCases;
import org.spinecds.card.Card;
import org.spinecds.decision.Assessment;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.Evaluator;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every byte of the answer to every worked case, asked of every service: one digest each in {@code answer-digests.csv}.
 * Written anew with {@code -Danswers.rewrite=true}; a change of code alone must leave the file as it is.
 */
class PinnedAnswersTests {

    private static final Path FILE = Path.of("src/test/resources/answer-digests.csv");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final Pattern IDENTIFIER = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** Such as "Options: ." on a summary that leads to no option. */
    private static final Pattern NOTHING_SAID = Pattern.compile(": \\.|, ,|,,|\\( ?\\)|\\*\\*\\*\\*");

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final List<Card.Link> LINK =
            List.of(new Card.Link("worksheet", "https://example.org/worksheet", "absolute", null));

    /** What a build shows of a few hundred changed answers helps nobody. */
    private static final int SHOWN = 20;

    /** One in so many cases is asked of the reference evaluator too, through to its cards. */
    private static final int OF_SO_MANY = 10;

    private static final Guideline GUIDELINE = GuidelineSource.asWritten(null).load(R4.context());
    private static final Guideline BY_REFERENCE =
            GuidelineSource.asWritten(null).with(Evaluator.REFERENCE).load(R4.context());
    private static final CaseReader READER = new CaseReader(R4.context());

    @Test
    void everyAnswerIsAsItWasReviewed() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        Queue<String> incomplete = new ConcurrentLinkedQueue<>();
        WorkedCases.all().parallelStream()
                .flatMap(worked -> GUIDELINE.services().services().stream()
                        .map(ServiceDefinition::hook)
                        .filter(hook -> isAskedWith(worked, hook))
                        .map(hook -> {
                            String answer = answer(GUIDELINE, worked, hook);
                            if (NOTHING_SAID.matcher(answer).find()) {
                                incomplete.add(worked.id() + " " + hook);
                            }
                            return Map.entry(worked.id() + "," + hook, digest(answer));
                        }))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))
                .forEach(digests::put);
        if (Boolean.getBoolean("answers.rewrite")) {
            Files.writeString(
                    FILE,
                    digests.entrySet().stream()
                            .map(answer -> answer.getKey() + "," + answer.getValue())
                            .collect(Collectors.joining("\n", "case,hook,digest\n", "\n")));
        }
        Map<String, String> reviewed = reviewed();

        assertThat(incomplete).as("a sentence without its words").isEmpty();
        assertThat(digests).hasSizeGreaterThan(5_000);
        assertThat(reviewed.keySet()).as("the cases and hooks in " + FILE).isEqualTo(digests.keySet());
        List<String> changed = digests.keySet().stream()
                .filter(answer -> !Objects.equals(digests.get(answer), reviewed.get(answer)))
                .toList();
        assertThat(changed.stream()
                        .limit(SHOWN)
                        .map(answer -> "src/test/tools/answer-difference.sh " + answer.replace(',', ' ')))
                .as(changed.size() + " answers have changed; each command shows one as text. After the review: "
                        + "./mvnw test -Dtest=PinnedAnswersTests -Danswers.rewrite=true")
                .isEmpty();
    }

    @Test
    void aChangedByteChangesTheDigest() {
        String answer = answer(GUIDELINE, WorkedCases.all().get(0), "order-select");

        assertThat(digest(answer)).isNotEqualTo(digest(answer.replaceFirst("[a-z]", "#")));
        assertThat(answer).isEqualTo(answer(GUIDELINE, WorkedCases.all().get(0), "order-select"));
    }

    /** PreparedRulesTests holds what the rules say of every case; this holds that nothing else depends on the evaluator. */
    @Tag("full")
    @Test
    void theReferenceAnswersTheSame() throws IOException {
        Map<String, String> reviewed = reviewed();

        assertThat(IntStream.iterate(0, place -> place < WorkedCases.all().size(), place -> place + OF_SO_MANY)
                        .parallel()
                        .mapToObj(WorkedCases.all()::get)
                        .filter(worked -> !digest(answer(BY_REFERENCE, worked, "patient-view"))
                                .equals(reviewed.get(worked.id() + ",patient-view"))))
                .isEmpty();
    }

    private static Map<String, String> reviewed() throws IOException {
        return Files.readAllLines(FILE).stream()
                .skip(1)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(',')),
                        line -> line.substring(line.lastIndexOf(',') + 1),
                        (one, same) -> one,
                        LinkedHashMap::new));
    }

    /** A call without orders is one of an opened chart. */
    private static boolean isAskedWith(WorkedCase worked, String hook) {
        return hook.equals("patient-view")
                || worked.play().at("/request/context/draftOrders").isObject();
    }

    private static String answer(Guideline guideline, WorkedCase worked, String hook) {
        PatientCase asked = READER.read(guideline, worked, hook);
        Evaluation evaluation = asked.put(guideline, NOON);
        Assessment assessment = evaluation.assess(asked.known(evaluation));
        return inTheirOrder(JSON.writeValueAsString(guideline.cards().render(evaluation.context(assessment, LINK))));
    }

    /** Identifiers are new at each call: in their place stands the number of each. */
    private static String inTheirOrder(String answer) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        return IDENTIFIER
                .matcher(answer)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "id-" + numbers.computeIfAbsent(found.group(), identifier -> numbers.size() + 1)));
    }

    private static String digest(String answer) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(answer.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
