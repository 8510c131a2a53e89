package org.spinecds.worksheet;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.Numbers;
import org.spinecds.decision.LevelAssessment;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The short words of the worksheet, from {@code cds-hooks/worksheet/words.json}, and quantities with their units. */
final class Words {

    private final JsonNode groups;

    Words(String text) {
        try {
            groups = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new WorksheetBroken("The file words.json of the worksheet is not JSON.", e);
        }
    }

    /**
     * The words for a code.
     *
     * @throws WorksheetBroken when there are none; a code is never shown in place of words
     */
    String of(String group, String code) {
        return find(group, code)
                .orElseThrow(() -> new WorksheetBroken(
                        "The file words.json of the worksheet has no words for " + group + " " + code + ".", null));
    }

    /** The words for a code of a group that need not have one for each. */
    Optional<String> find(String group, String code) {
        JsonNode words = groups.path(group).path(code);
        return words.isString() ? Optional.of(words.asString()) : Optional.empty();
    }

    /** An interval of dose with its unit, no rounding of which hides on which side of the limit it lies. */
    String prior(@Nullable BigDecimal lo, @Nullable BigDecimal hi, BigDecimal limit) {
        String unit = of("unit", "eqd2");
        if (lo == null) {
            return of("dose", "none");
        }
        if (hi == null) {
            return lo.signum() == 0
                    ? of("dose", "unknown")
                    : of("dose", "atLeast").replace("{lo}", Numbers.doseBeside(lo, limit) + " " + unit);
        }
        return lo.compareTo(hi) == 0
                ? Numbers.doseBeside(lo, limit) + " " + unit
                : Numbers.doseBeside(lo, limit) + " " + of("dose", "to") + " " + Numbers.doseBeside(hi, limit) + " "
                        + unit;
    }

    /** The same beside a bar. */
    String priorShort(@Nullable BigDecimal lo, @Nullable BigDecimal hi, BigDecimal limit) {
        if (lo == null) {
            return "";
        }
        return hi == null
                ? of("dose", "open").replace("{lo}", String.valueOf(Numbers.doseBeside(lo, limit)))
                : lo.compareTo(hi) == 0
                        ? String.valueOf(Numbers.doseBeside(lo, limit))
                        : Numbers.doseBeside(lo, limit) + " " + of("dose", "to") + " " + Numbers.doseBeside(hi, limit);
    }

    String months(LevelAssessment.@Nullable Months months) {
        if (months == null || (months.lo() == null && months.hi() == null)) {
            return of("interval", "unknown");
        }
        if (months.lo() == null) {
            return of("interval", "atMost").replace("{hi}", String.valueOf(months.hi()));
        }
        return Objects.equals(months.lo(), months.hi())
                ? months.lo() + " " + of("unit", "months")
                : months.lo() + " " + of("dose", "to") + " " + months.hi() + " " + of("unit", "months");
    }

    /** Such as {@code 20 Gy/5 fx}. */
    String shortDose(@Nullable BigDecimal gy, @Nullable Integer fractions) {
        String dose = gy == null ? of("dose", "noDose") : Numbers.plain(gy) + " Gy";
        return fractions == null ? dose : dose + "/" + fractions + " " + of("unit", "short");
    }

    String fractions(int count) {
        return count + " " + of("unit", count == 1 ? "fraction" : "fractions");
    }
}
