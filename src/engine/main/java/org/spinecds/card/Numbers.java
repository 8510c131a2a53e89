package org.spinecds.card;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Writes numbers for cards and pages (clinical specification 4.4, item 2). A null value gives null. */
public final class Numbers {

    private static final BigDecimal NEAR = new BigDecimal("0.1");
    private static final int MOST_DECIMALS = 6;

    private Numbers() {}

    /** With one decimal. */
    private static @Nullable String tenths(@Nullable BigDecimal value) {
        return value == null ? null : rounded(value, 1);
    }

    /**
     * A number beside its limit: one decimal, or three where they differ by less than 0.1; more, up to six, where
     * rounding would hide on which side of the limit it is.
     */
    private static @Nullable String tenths(@Nullable BigDecimal value, @Nullable BigDecimal limit) {
        if (value == null || limit == null) {
            return tenths(value);
        }
        return beside(value, limit, value.subtract(limit).abs().compareTo(NEAR) < 0 ? 3 : 1);
    }

    /** A number beside its limit, with three decimals, or up to six; null without a limit. */
    private static @Nullable String thousandths(@Nullable BigDecimal value, @Nullable BigDecimal limit) {
        return value == null || limit == null ? null : beside(value, limit, 3);
    }

    /** A number in the format of a view, beside its limit. */
    static @Nullable String written(View.Format format, BigDecimal value, @Nullable BigDecimal limit) {
        return switch (format) {
            case TENTHS -> tenths(value, limit);
            case THOUSANDTHS -> thousandths(value, limit);
        };
    }

    private static String beside(BigDecimal value, BigDecimal limit, int fewestDecimals) {
        int decimals = fewestDecimals;
        while (decimals < MOST_DECIMALS && hides(value, limit, decimals)) {
            decimals++;
        }
        return rounded(value, decimals);
    }

    private static boolean hides(BigDecimal value, BigDecimal limit, int decimals) {
        BigDecimal shown = value.setScale(decimals, RoundingMode.HALF_UP);
        return Integer.signum(shown.compareTo(limit)) != Integer.signum(value.compareTo(limit));
    }

    private static String rounded(BigDecimal value, int decimals) {
        return value.setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** A limit as it is configured, without trailing zeros. */
    public static @Nullable String plain(@Nullable BigDecimal value) {
        return value == null ? null : value.stripTrailingZeros().toPlainString();
    }
}
