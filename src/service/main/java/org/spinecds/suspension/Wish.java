package org.spinecds.suspension;

/**
 * A suspension requested by an administrator; missing values are empty.
 *
 * @param kind {@code CARD}, {@code OPTION}, {@code SUGGESTION} or {@code SERVICE}
 * @param code of the card kind, the option or the suggestion; may be empty for the service
 * @param lasts an ISO 8601 duration such as {@code PT4H}, where {@code until} is empty
 * @param until an ISO 8601 time with its offset, where {@code lasts} is empty
 */
public record Wish(String kind, String code, String reason, String lasts, String until) {}
