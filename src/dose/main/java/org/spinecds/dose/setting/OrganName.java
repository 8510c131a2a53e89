package org.spinecds.dose.setting;

/**
 * A name that stands for an organ.
 *
 * @param pattern the whole name; {@code *} stands for any ending. Case, blanks, underscores, hyphens and dots do not count
 * @param structure the organ, by its name of TG-263
 * @param trueCord the cord itself: a lower bound of the dose of the sac
 */
public record OrganName(String pattern, String structure, boolean trueCord) {}
