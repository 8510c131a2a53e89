package org.spinecds.hook;

import static org.spinecds.hook.StrictJson.isThere;
import static org.spinecds.hook.StrictJson.object;
import static org.spinecds.hook.StrictJson.optionalText;
import static org.spinecds.hook.StrictJson.required;
import static org.spinecds.hook.StrictJson.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads the body of a feedback call (CDS Hooks 2.0.1, Feedback): strict about the fields of the specification; others
 * are ignored. Several cards and repetitions are valid.
 */
public record FeedbackReader(StrictJson json) {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern UTC =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]00:00)");
    private static final int LONGEST_CODE = 200;
    private static final int LONGEST_COMMENT = 4000;
    private static final int MOST_ITEMS = 1000;
    private static final int MOST_SUGGESTIONS = 50;

    /**
     * Reads one call.
     *
     * @param body UTF-8 JSON
     * @return at least one item
     * @throws HookRequestRejected when an item violates the specification
     */
    public List<Feedback> read(byte[] body) {
        JsonNode items = required(json.object(body), "feedback");
        if (!items.isArray() || items.isEmpty()) {
            throw new HookRequestRejected("feedback is not a list with an item.");
        }
        if (items.size() > MOST_ITEMS) {
            throw new HookRequestRejected("feedback has more than " + MOST_ITEMS + " items.");
        }
        return items.valueStream()
                .map(item -> item(object(item, "An item of feedback")))
                .toList();
    }

    private static Feedback item(JsonNode item) {
        Feedback.Outcome outcome = outcome(text(item, "outcome"));
        boolean accepted = outcome == Feedback.Outcome.ACCEPTED;
        if (accepted && isThere(item, "overrideReason")) {
            throw new HookRequestRejected("overrideReason belongs to an overridden card.");
        }
        if (!accepted && isThere(item, "acceptedSuggestions")) {
            throw new HookRequestRejected("acceptedSuggestions belong to an accepted card.");
        }
        return new Feedback(
                card(text(item, "card")),
                outcome,
                timestamp(text(item, "outcomeTimestamp")),
                accepted ? suggestions(required(item, "acceptedSuggestions")) : List.of(),
                accepted ? null : reason(item));
    }

    /** The reason as in the specification, as a list, or in an extension: EHRs use all three forms. */
    private static Feedback.@Nullable Reason reason(JsonNode item) {
        Feedback.Reason said = isThere(item, "overrideReason")
                ? override(object(item.path("overrideReason"), "overrideReason"))
                : null;
        if (said != null && said.code() != null) {
            return said;
        }
        JsonNode coding = Stream.of(
                        item.path("overrideReasons"),
                        item.path("overrideReason").path("extension"),
                        item.path("extension"))
                .map(FeedbackReader::firstCoding)
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(MissingNode.getInstance());
        if (coding.isMissingNode()) {
            return said;
        }
        return new Feedback.Reason(
                bounded(optionalText(coding, "system"), "system", LONGEST_CODE),
                bounded(text(coding, "code"), "code", LONGEST_CODE),
                said == null
                        ? bounded(optionalText(item, "userComment"), "userComment", LONGEST_COMMENT)
                        : said.comment());
    }

    /** The first object with a code, at any depth. */
    private static JsonNode firstCoding(JsonNode node) {
        if (node.isObject() && node.path("code").isString()) {
            return node;
        }
        for (JsonNode within : node) {
            JsonNode found = firstCoding(within);
            if (found.isObject()) {
                return found;
            }
        }
        return MissingNode.getInstance();
    }

    private static Feedback.Outcome outcome(String text) {
        return switch (text) {
            case "accepted" -> Feedback.Outcome.ACCEPTED;
            case "overridden" -> Feedback.Outcome.OVERRIDDEN;
            default -> throw new HookRequestRejected("outcome is neither accepted nor overridden.");
        };
    }

    private static UUID card(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new HookRequestRejected("card is not the uuid of a card.");
        }
        return UUID.fromString(text);
    }

    private static Instant timestamp(String text) {
        try {
            if (UTC.matcher(text).matches()) {
                return Instant.parse(text.toUpperCase(Locale.ROOT).replaceAll("[+-]00:00$", "Z"));
            }
        } catch (DateTimeException e) {
            throw new HookRequestRejected("outcomeTimestamp is not a moment of the calendar.");
        }
        throw new HookRequestRejected("outcomeTimestamp is not an RFC 3339 date and time in UTC.");
    }

    private static List<String> suggestions(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_SUGGESTIONS) {
            throw new HookRequestRejected("acceptedSuggestions is not a list of 1 to " + MOST_SUGGESTIONS + " items.");
        }
        return list.valueStream().map(FeedbackReader::suggestion).toList();
    }

    private static String suggestion(JsonNode item) {
        String id = text(object(item, "An accepted suggestion"), "id");
        if (!UUID_TEXT.matcher(id).matches()) {
            throw new HookRequestRejected("The id of an accepted suggestion is not a uuid.");
        }
        return id.toLowerCase(Locale.ROOT);
    }

    private static Feedback.Reason override(JsonNode said) {
        String comment = bounded(optionalText(said, "userComment"), "userComment", LONGEST_COMMENT);
        if (!isThere(said, "reason")) {
            return new Feedback.Reason(null, null, comment);
        }
        JsonNode reason = object(said.path("reason"), "overrideReason.reason");
        // A client's reason may lack its display, which the card has.
        return new Feedback.Reason(
                bounded(text(reason, "system"), "system", LONGEST_CODE),
                bounded(text(reason, "code"), "code", LONGEST_CODE),
                comment);
    }

    private static @Nullable String bounded(@Nullable String text, String member, int longest) {
        if (text != null && text.length() > longest) {
            throw new HookRequestRejected("The call's " + member + " is longer than " + longest + " characters.");
        }
        return text;
    }
}
