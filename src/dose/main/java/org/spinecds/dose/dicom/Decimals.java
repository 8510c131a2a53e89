package org.spinecds.dose.dicom;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Numbers written in digits and separated by backslashes. Contours hold millions of them: common forms are read without an
 * intermediate text, which is four times faster.
 */
final class Decimals {

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    private static final int LONGEST = 64;

    private Decimals() {}

    /** Returns the numbers, none for an empty value; nothing where a part is no number or there are more than the limit. */
    static Optional<double[]> of(ByteBuffer text, int limit) {
        int count = count(text);
        int end = end(text);
        if (count > limit) {
            return Optional.empty();
        }
        double[] values = new double[count];
        int from = 0;
        for (int value = 0; value < count; value++) {
            int to = from;
            while (to < end && text.get(to) != '\\') {
                to++;
            }
            Optional<Double> slow = Optional.empty();
            double fast = plain(text, from, to);
            if (Double.isNaN(fast)) {
                slow = parsed(text, from, to);
                if (slow.isEmpty()) {
                    return Optional.empty();
                }
            }
            values[value] = slow.orElse(fast);
            from = to + 1;
        }
        return Optional.of(values);
    }

    /** Returns how many numbers a text holds, none for an empty one. */
    static int count(ByteBuffer text) {
        int end = end(text);
        int count = end == 0 ? 0 : 1;
        for (int place = 0; place < end; place++) {
            if (text.get(place) == '\\') {
                count++;
            }
        }
        return count;
    }

    private static int end(ByteBuffer text) {
        int end = text.limit();
        while (end > 0 && isPadding(text.get(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isPadding(byte letter) {
        return letter == ' ' || letter == 0;
    }

    /** Reads up to 15 digits with a point, exactly rounded; NaN for every other form. */
    private static double plain(ByteBuffer text, int from, int to) {
        int place = from;
        boolean negative = place < to && text.get(place) == '-';
        if (negative) {
            place++;
        }
        long digits = 0;
        int count = 0;
        int point = -1;
        for (; place < to; place++) {
            byte letter = text.get(place);
            if (letter >= '0' && letter <= '9') {
                digits = digits * 10 + (letter - '0');
                count++;
            } else if (letter == '.' && point < 0) {
                point = count;
            } else {
                return Double.NaN;
            }
            if (count > 15) {
                return Double.NaN;
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        double value = digits / POWERS[point < 0 ? 0 : count - point];
        return negative ? -value : value;
    }

    private static Optional<Double> parsed(ByteBuffer text, int from, int to) {
        if (to - from > LONGEST || to == from) {
            return Optional.empty();
        }
        byte[] bytes = new byte[to - from];
        text.get(from, bytes);
        String number = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (number.equalsIgnoreCase("nan")) {
            return Optional.of(Double.NaN);
        }
        if (!number.matches("[+-]?[0-9.]+(?:[eE][+-]?[0-9]{1,4})?")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Double.parseDouble(number));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }
}
