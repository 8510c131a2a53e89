package org.spinecds.dose.finding;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A vertebral level.
 *
 * @param region C, T, L or S
 * @param number its number within the region, from 1
 */
public record Level(char region, int number) implements Comparable<Level> {

    private static final Pattern BODY =
            Pattern.compile("(?:vb|vertebrae|vertebra|vertebralbody|vertbody)[ _-]?([ctls])[ _-]?0?(\\d{1,2})");

    /** Reads the level from the name of a contoured vertebral body, such as {@code VB_T08} or {@code vertebrae_T8}. */
    public static Optional<Level> ofBody(String name) {
        Matcher matcher = BODY.matcher(name.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        char region = Character.toUpperCase(matcher.group(1).charAt(0));
        int number = Integer.parseInt(matcher.group(2));
        return number >= 1 && number <= last(region) ? Optional.of(new Level(region, number)) : Optional.empty();
    }

    /** Tells whether a name is that of a body which the usual spine has not, such as T13 or L6: the numbering is shifted. */
    public static boolean isUnusualBody(String name) {
        return BODY.matcher(name.strip().toLowerCase(Locale.ROOT)).matches()
                && ofBody(name).isEmpty();
    }

    /** Reads a level as this class writes it, such as {@code T8}. */
    public static Optional<Level> of(String name) {
        return ofBody("VB_" + name);
    }

    private static int last(char region) {
        return switch (region) {
            case 'C' -> 7;
            case 'T' -> 12;
            case 'L' -> 5;
            case 'S' -> 5;
            default -> throw new IllegalArgumentException("No region of the spine: " + region);
        };
    }

    private int fromTheHead() {
        return number
                + switch (region) {
                    case 'C' -> 0;
                    case 'T' -> 7;
                    case 'L' -> 19;
                    case 'S' -> 24;
                    default -> throw new IllegalArgumentException("No region of the spine: " + region);
                };
    }

    /** Tells whether the other level is the next one towards the feet. */
    public boolean isAbove(Level other) {
        return other.fromTheHead() == fromTheHead() + 1;
    }

    @Override
    public int compareTo(Level other) {
        return Integer.compare(fromTheHead(), other.fromTheHead());
    }

    @Override
    public String toString() {
        return region + Integer.toString(number);
    }
}
