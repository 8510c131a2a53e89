package org.spinecds.decision;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HyTEC constraints at one vertebral level. Doses in Gy; equivalent doses in Gy EQD2, alpha/beta 2.
 *
 * @param priorEqd2Gy what the thecal sac has had; {@code hi} null is unbounded
 * @param exact the prior dose is one number
 * @param intervalMonths whole months since the latest overlapping course; null without one
 * @param budgetEqd2Gy what it can still take from SBRT; null where that cannot be said
 * @param maxThecalSac the maximum per number of fractions; null where that cannot be said
 */
public record LevelAssessment(
        int index,
        String level,
        String fieldRelation,
        String region,
        String applicability,
        int overlappingCourses,
        Bounds priorEqd2Gy,
        boolean exact,
        List<Contribution> contributions,
        @Nullable Months intervalMonths,
        @Nullable BigDecimal budgetEqd2Gy,
        List<String> binding,
        @Nullable String table3Row,
        @Nullable List<Maximum> maxThecalSac,
        Constraints constraints,
        List<String> flags,
        boolean tableRounding,
        @Nullable Planned planned,
        @Nullable Conventional conventional,
        boolean planReaches) {

    public LevelAssessment {
        contributions = List.copyOf(contributions);
        binding = List.copyOf(binding);
        flags = List.copyOf(flags);
    }

    /**
     * What a conventional plan adds, in Gy EQD2, and whether all of it could be read; dose and fractions of its thecal sac maximum, where
     * that counts and not its prescription.
     */
    public record Conventional(
            @Nullable BigDecimal eqd2, boolean readable, @Nullable BigDecimal gy, @Nullable Integer fractions) {}

    /** An interval of dose; {@code hi} null is unbounded. */
    public record Bounds(BigDecimal lo, @Nullable BigDecimal hi) {}

    /** Pessimistic and optimistic whole months. */
    public record Months(@Nullable Integer lo, @Nullable Integer hi) {}

    /** What one course adds at the level, and on what basis. */
    public record Contribution(String course, String relation, BigDecimal lo, @Nullable BigDecimal hi, String basis) {}

    /** The greatest thecal sac dose in that many fractions: by formula, floored, as printed in Table 3, and the stricter. */
    public record Maximum(
            int fractions,
            @Nullable BigDecimal formulaGy,
            @Nullable BigDecimal floorGy,
            @Nullable BigDecimal table3Gy,
            boolean table3NotAvailable,
            @Nullable BigDecimal effectiveGy,
            boolean effectiveNotAvailable) {}

    /** The checks by their names in the specification; T3 and DE_NOVO are null where they do not apply. */
    public record Constraints(
            Check C1, Check C2, Check C3, IntervalCheck C4, @Nullable Table3Check T3, @Nullable DeNovoCheck DE_NOVO) {}

    /** A limit and the value held against it. */
    public record Check(String status, @Nullable BigDecimal value, @Nullable BigDecimal limit) {}

    /** The interval in whole months. */
    public record IntervalCheck(String status, @Nullable Integer wholeMonths, @Nullable Integer limitMonths) {}

    /** The plan against the printed cell. */
    public record Table3Check(String status) {}

    /** The plan against the de novo row. */
    public record DeNovoCheck(
            String status, @Nullable BigDecimal value, @Nullable BigDecimal limit, @Nullable BigDecimal cautionUpTo) {}

    /** The thecal sac maximum of the plan at the level. */
    public record Planned(
            @Nullable BigDecimal gy, @Nullable Integer fractions, @Nullable BigDecimal eqd2, String state) {}
}
