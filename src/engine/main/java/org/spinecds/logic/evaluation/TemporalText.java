package org.spinecds.logic.evaluation;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.runtime.BaseTemporal;
import org.opencds.cqf.cql.engine.runtime.Date;
import org.opencds.cqf.cql.engine.runtime.DateTime;
import org.opencds.cqf.cql.engine.runtime.Precision;

/** Writes dates and times as CQL's {@code ToString} does. */
public final class TemporalText {

    /** The last year of CQL. */
    private static final int LAST_YEAR = 9999;

    /** The length of a date and time to the millisecond, with its offset. */
    private static final int LENGTH = 29;

    private static final int TWO_DIGITS = 10;
    private static final int THREE_DIGITS = 100;
    private static final int MINUTE = 60;

    private TemporalText() {}

    /**
     * The same text as the engine gives. It is made here for the usual precisions, since the engine parses a format
     * each time.
     */
    public static String of(BaseTemporal value) {
        if (value instanceof Date day && day.getPrecision() == Precision.DAY && hasFourDigits(day.getDate())) {
            return String.valueOf(day.getDate());
        }
        if (value instanceof DateTime time) {
            OffsetDateTime moment = time.getDateTime();
            if (moment != null && hasFourDigits(moment.toLocalDate())) {
                return text(moment, time);
            }
        }
        return value.toString();
    }

    private static String text(OffsetDateTime moment, DateTime time) {
        Precision precision = time.getPrecision();
        if (precision == Precision.DAY) {
            return moment.toLocalDate().toString();
        }
        if (precision == Precision.SECOND) {
            return toTheSecond(moment).toString();
        }
        return precision == Precision.MILLISECOND ? toTheMillisecond(moment, time.getZoneOffset()) : time.toString();
    }

    private static boolean hasFourDigits(@Nullable LocalDate day) {
        return day != null && day.getYear() > 0 && day.getYear() <= LAST_YEAR;
    }

    private static StringBuilder toTheSecond(OffsetDateTime moment) {
        StringBuilder text =
                new StringBuilder(LENGTH).append(moment.toLocalDate()).append('T');
        padded(text, moment.getHour(), TWO_DIGITS).append(':');
        padded(text, moment.getMinute(), TWO_DIGITS).append(':');
        return padded(text, moment.getSecond(), TWO_DIGITS);
    }

    private static String toTheMillisecond(OffsetDateTime moment, ZoneOffset offset) {
        StringBuilder text = toTheSecond(moment).append('.');
        padded(text, moment.get(ChronoField.MILLI_OF_SECOND), THREE_DIGITS);
        int minutes = Math.abs(offset.getTotalSeconds()) / MINUTE;
        padded(text.append(offset.getTotalSeconds() < 0 ? '-' : '+'), minutes / MINUTE, TWO_DIGITS);
        return padded(text.append(':'), minutes % MINUTE, TWO_DIGITS).toString();
    }

    private static StringBuilder padded(StringBuilder text, int number, int least) {
        for (int digit = least; digit > 1 && number < digit; digit /= 10) {
            text.append('0');
        }
        return text.append(number);
    }
}
