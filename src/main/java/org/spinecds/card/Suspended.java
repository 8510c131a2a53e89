package org.spinecds.card;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Assessment.CardNeed;
import org.spinecds.decision.Indicators;
import org.spinecds.decision.Suspension;
import org.spinecds.decision.Suspension.Kind;

/** An assessment without what the site has suspended, and what was left out of it, so that the cards can name it. */
public final class Suspended {

    /** Cards that no rule asks for. */
    static final Set<String> KINDS_OF_THE_SERVICE = Set.of("NOT_EVALUATED", "NOT_WORDED", "PLAIN", "SUSPENDED", "HELD");

    static final String EMERGENCY = "EMERGENCY";
    static final String DOSE_SAFETY = "DOSE_SAFETY";
    private static final String SCOPE = "SCOPE";
    private static final String SUMMARY = "SUMMARY";
    private static final String OPTIONS = "OPTIONS";
    private static final String SURGICAL = "SURGICAL";
    private static final String REFERRAL = "REFERRAL";
    private static final String INFO = "info";
    private static final String WARNING = "warning";
    static final String STEROIDS = "STEROIDS";
    private static final String NOT_APPLICABLE = "not-applicable";

    /** The group of words of what gives an emergency. */
    private static final String REASONS_OF_AN_EMERGENCY = "reason";

    private static final List<String> GRAVEST_FIRST = List.of(EMERGENCY, DOSE_SAFETY, SURGICAL, SCOPE);

    private final Assessment given;
    private final List<Suspension> inForce;
    private final ZoneId zone;
    private final Assessment assessment;
    private final List<LeftOut> leftOut;

    /** A kind of card that would have said something. */
    record LeftOut(String kind, String indicator, Suspension by) {}

    /** What would be told, and the kind of card it stands on: that of its own, or one that sums it up. */
    private record Told(String on, CardNeed need) {}

    private Suspended(Assessment given, List<Suspension> inForce, ZoneId zone) {
        this.given = given;
        this.inForce = List.copyOf(inForce);
        this.zone = zone;
        this.leftOut = inForce.isEmpty() ? List.of() : leftOut();
        this.assessment = inForce.isEmpty() ? given : reduced();
    }

    /**
     * Takes what is suspended out of an assessment.
     *
     * @param zone of the times that cards name
     */
    public static Suspended of(Assessment given, List<Suspension> inForce, ZoneId zone) {
        return new Suspended(given, inForce, zone);
    }

    /** Nothing is suspended. */
    static Suspended nothing(Assessment given) {
        return new Suspended(given, List.of(), ZoneOffset.UTC);
    }

    /** The assessment without what is suspended. */
    public Assessment assessment() {
        return assessment;
    }

    /** Whether a kind of card is suspended. */
    public boolean has(String kind) {
        return card(kind).isPresent();
    }

    ZoneId zone() {
        return zone;
    }

    /** The kinds of card that are not told of, each once, the gravest first. */
    List<LeftOut> cards() {
        return leftOut;
    }

    /** No lower than that of what is left out, but never critical: an emergency and a dose warn. */
    String indicator() {
        return leftOut.stream()
                        .allMatch(one -> one.indicator().equals(INFO)
                                && !one.kind().equals(EMERGENCY)
                                && !one.kind().equals(DOSE_SAFETY))
                ? INFO
                : WARNING;
    }

    Optional<Suspension> card(String kind) {
        return Suspension.of(Kind.CARD, kind, inForce);
    }

    private Optional<Suspension> option(String key) {
        return Suspension.of(Kind.OPTION, key, inForce);
    }

    /** Whether an option is suspended. */
    boolean hasOption(String key) {
        return option(key).isPresent();
    }

    private boolean hasAnyOption() {
        return inForce.stream().anyMatch(one -> one.kind() == Kind.OPTION);
    }

    /** What is told nowhere, and would be told somewhere. */
    private List<LeftOut> leftOut() {
        Map<String, LeftOut> missing = new LinkedHashMap<>();
        List<Told> told = told();
        for (Told one : told) {
            card(one.need().kind())
                    .or(() -> card(one.on()))
                    .ifPresent(by -> missing.putIfAbsent(
                            one.need().kind(),
                            new LeftOut(one.need().kind(), one.need().indicator(), by)));
        }
        told.stream()
                .filter(one -> !has(one.need().kind()) && !has(one.on()))
                .forEach(one -> missing.remove(one.need().kind()));
        return missing.values().stream()
                .sorted(Comparator.comparing(one ->
                        GRAVEST_FIRST.contains(one.kind()) ? GRAVEST_FIRST.indexOf(one.kind()) : GRAVEST_FIRST.size()))
                .toList();
    }

    private List<Told> told() {
        List<Told> told = new ArrayList<>();
        for (CardNeed card : given.cards()) {
            told.add(new Told(card.kind(), card));
            if (card.kind().equals(SUMMARY)) {
                summedUp().forEach(need -> told.add(new Told(SUMMARY, need)));
            }
            Assessment.Referral referral = given.referral();
            if ((card.kind().equals(SUMMARY) || card.kind().equals(OPTIONS))
                    && referral != null
                    && !referral.conditional().isEmpty()) {
                told.add(new Told(card.kind(), new CardNeed(REFERRAL, INFO)));
            }
        }
        return told;
    }

    private Stream<CardNeed> summedUp() {
        if (isOutside()) {
            return Stream.concat(given.summedUp().stream(), Stream.of(new CardNeed(SCOPE, WARNING)));
        }
        Assessment.SurgicalFindings surgical = given.surgicalFindings();
        return Stream.of(
                        given.summedUp().stream(),
                        given.levels().stream().limit(1).map(level -> new CardNeed(DOSE_SAFETY, WARNING)),
                        Stream.ofNullable(given.lead()).map(lead -> new CardNeed(OPTIONS, INFO)),
                        Stream.ofNullable(surgical)
                                .filter(findings -> !findings.intermediate().isEmpty())
                                .map(findings -> new CardNeed(SURGICAL, INFO)))
                .flatMap(needs -> needs);
    }

    private boolean isOutside() {
        Assessment.Scope scope = given.scope();
        return scope != null && (scope.under18() || scope.excludedDisease());
    }

    private Assessment reduced() {
        return new Assessment(
                given.trigger(),
                given.governingLevel(),
                given.levels(),
                given.missing(),
                given.problems(),
                given.courseProblems(),
                given.proposedConventionalCumulativeEqd2Gy(),
                given.cards().stream()
                        .filter(card -> !has(card.kind()))
                        .map(this::asQuietAsWhatIsLeft)
                        .toList(),
                given.courses(),
                given.proposedPlan(),
                given.emergency(),
                given.formerFacts(),
                given.scope(),
                given.findings(),
                given.headlineLevel(),
                given.treatment(),
                given.doseReasons(),
                has(SURGICAL) ? null : given.surgicalFindings(),
                given.levelFacts(),
                given.options().stream()
                        .filter(option -> !hasOption(option.key()))
                        .toList(),
                lead(),
                has(REFERRAL) ? null : given.referral(),
                given.scenarios(),
                given.derived(),
                given.summedUp().stream().filter(card -> !has(card.kind())).toList(),
                given.unknownOrderCodes(),
                given.notRead(),
                given.cautions(),
                given.caveats(),
                background(),
                advice());
    }

    /** The summary of an opened chart is as loud as what it sums up. */
    private CardNeed asQuietAsWhatIsLeft(CardNeed card) {
        if (!card.kind().equals(SUMMARY)
                || given.summedUp().stream().map(CardNeed::kind).noneMatch(this::has)) {
            return card;
        }
        List<String> left = Stream.concat(
                        Stream.of(INFO),
                        given.summedUp().stream()
                                .filter(one -> !has(one.kind()))
                                .map(CardNeed::indicator))
                .toList();
        String loudest = Objects.requireNonNull(Indicators.loudest(left));
        boolean wasQuieter = card.indicator().equals(Indicators.loudest(List.of(card.indicator(), loudest)));
        return new CardNeed(SUMMARY, wasQuieter ? loudest : card.indicator());
    }

    private Assessment.@Nullable Lead lead() {
        Assessment.Lead lead = given.lead();
        if (lead == null || has(OPTIONS)) {
            return null;
        }
        List<String> left =
                lead.options().stream().filter(key -> !hasOption(key)).toList();
        return left.isEmpty() && !lead.options().isEmpty()
                ? new Assessment.Lead("SUSPENDED", left, lead.failing())
                : new Assessment.Lead(lead.code(), left, lead.failing());
    }

    /** The path of NOMS leads to an option by itself. */
    private Assessment.Background background() {
        Assessment.Background background = given.background();
        return new Assessment.Background(
                background.criteria(),
                background.evidence().stream()
                        .map(row -> new Assessment.EvidenceRow(
                                row.id(),
                                row.options().stream()
                                        .filter(key -> !hasOption(key))
                                        .toList()))
                        .filter(row -> !row.options().isEmpty())
                        .toList(),
                hasAnyOption() ? null : background.noms(),
                background.fractureRisk(),
                background.localProgression(),
                background.team(),
                background.goalsOfCare(),
                background.steroidPolicy());
    }

    private Assessment.Advice advice() {
        Assessment.Advice advice = given.advice();
        return new Assessment.Advice(
                advice.diagnosis(),
                advice.metastases(),
                advice.level(),
                advice.levelCode(),
                advice.showsDoses() && !has(DOSE_SAFETY),
                advice.suggestions().stream()
                        .filter(suggestion -> !isSuspended(suggestion))
                        .toList());
    }

    /** Also where it is for an option, or for an emergency, that is suspended. */
    private boolean isSuspended(Assessment.Suggestion suggestion) {
        return suggestion(suggestion).isPresent()
                || suggestion.reasons().stream()
                        .anyMatch(reason -> (reason.words().equals("option") && hasOption(reason.code()))
                                || (reason.words().equals(REASONS_OF_AN_EMERGENCY) && has(EMERGENCY)));
    }

    private Optional<Suspension> suggestion(Assessment.Suggestion suggestion) {
        return Suspension.of(Kind.SUGGESTION, suggestion.key(), inForce);
    }

    /** The options that a kind of card would list and the suggestions it would bear; those that end last come first. */
    List<Suspension> on(String kind) {
        if (inForce.isEmpty()) {
            return List.of();
        }
        return Stream.concat(
                        listed(kind).flatMap(key -> option(key).stream()),
                        given.advice().suggestions().stream()
                                .filter(suggestion -> suggestion.card().equals(kind))
                                .flatMap(suggestion -> suggestion(suggestion).stream()))
                .distinct()
                .sorted(Comparator.comparing(Suspension::until).reversed())
                .toList();
    }

    private Stream<String> listed(String kind) {
        Stream<String> judged = given.options().stream()
                .filter(option -> !option.status().equals(NOT_APPLICABLE))
                .map(Assessment.Option::key);
        Assessment.Lead lead = given.lead();
        return switch (kind) {
            case OPTIONS -> judged;
            case EMERGENCY -> judged.filter(STEROIDS::equals);
            case SURGICAL -> judged.filter(key -> key.startsWith("SURG_"));
            case SUMMARY -> lead == null || isOutside() || has(OPTIONS) ? Stream.empty() : lead.options().stream();
            default -> Stream.empty();
        };
    }

    /** The topics of what is left out, by the suspension that left it out. */
    Map<Suspension, List<String>> kindsBySuspension() {
        return leftOut.stream()
                .collect(Collectors.groupingBy(
                        LeftOut::by, LinkedHashMap::new, Collectors.mapping(LeftOut::kind, Collectors.toList())));
    }
}
