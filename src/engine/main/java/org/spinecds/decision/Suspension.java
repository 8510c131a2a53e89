package org.spinecds.decision;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What an administrator of the site keeps from being said for a time.
 *
 * @param code of the card kind, the option or the suggestion, as the content has it; {@link #ALL} for the service
 * @param reason in the words of the administrator
 * @param by the administrator
 * @param until ends by itself at this moment
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

    /** The suspension of a thing that ends last; empty where it is not suspended. */
    public static Optional<Suspension> of(Kind kind, String code, List<Suspension> inForce) {
        return inForce.stream()
                .filter(one -> one.kind() == kind && one.code().equals(code))
                .max((one, other) -> one.until().compareTo(other.until()));
    }

    /** The suspension that holds the whole service; empty where none does. */
    public static Optional<Suspension> holding(List<Suspension> inForce) {
        return of(Kind.SERVICE, ALL, inForce);
    }

    /** The minute it ends, with the zone. */
    public String untilIn(ZoneId zone) {
        return MINUTE.withZone(zone).format(until);
    }
}
