package org.spinecds.decision;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A decision of the site's administrator to withhold a kind of card, an option, a suggestion or the whole service for a
 * time.
 *
 * @param code of the card kind, the option or the suggestion, as in the content; {@link #ALL} for the service
 * @param reason in the words of the administrator
 * @param by the administrator
 * @param until the moment the suspension ends by itself
 */
public record Suspension(UUID id, Kind kind, String code, String reason, String by, Instant from, Instant until) {

    /** The code of the whole service. */
    public static final String ALL = "ALL";

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z", Locale.ENGLISH);

    /** The kind of thing that is suspended. */
    public enum Kind {
        CARD,
        OPTION,
        SUGGESTION,
        SERVICE
    }

    /** The suspension of this code that ends last; empty where none is in force. */
    public static Optional<Suspension> of(Kind kind, String code, List<Suspension> inForce) {
        return inForce.stream()
                .filter(one -> one.kind() == kind && one.code().equals(code))
                .max((one, other) -> one.until().compareTo(other.until()));
    }

    /** The suspension of the whole service; empty where none is in force. */
    public static Optional<Suspension> holding(List<Suspension> inForce) {
        return of(Kind.SERVICE, ALL, inForce);
    }

    /** The end, to the minute, with the zone. */
    public String untilIn(ZoneId zone) {
        return MINUTE.withZone(zone).format(until);
    }
}
