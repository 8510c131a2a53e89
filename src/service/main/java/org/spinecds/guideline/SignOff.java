package org.spinecds.guideline;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.content.Digest;

/**
 * The decisions of the rules on questions that the source leaves open, with their signatures. A signature is for one
 * version of a decision: its sentence, the defines it names, and the defines, parameters and value sets behind them
 * ({@link RuleText#behind}). A change of one of them invalidates the signature; a changed comment does not.
 *
 * @param decisions in the order of {@code cql/sign-off.csv}
 * @param unknownIds in the site's register without a decision of the content; their signatures are ignored
 */
public record SignOff(List<Decision> decisions, List<String> unknownIds) {

    private static final Logger log = LoggerFactory.getLogger(SignOff.class);
    private static final String REGISTER = "cql/sign-off.csv";
    private static final List<String> OF_A_DECISION = List.of("id", "decision", "why", "alternatives", "where");
    private static final List<String> OF_A_SIGNATURE = List.of("id", "signed_by", "signed_on", "content_version");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final int LENGTH = 12;

    public SignOff {
        decisions = List.copyOf(decisions);
        unknownIds = List.copyOf(unknownIds);
    }

    /** The state of a signature for the active version. */
    public enum Standing {
        /** There is no signature. */
        OPEN,
        /** The signature is for another version. */
        TAKEN_BACK,
        SIGNED
    }

    /**
     * A decision.
     *
     * @param version to sign: twelve hexadecimal digits
     * @param signedBy empty without a signature
     * @param signedOn a day as YYYY-MM-DD; empty without a signature
     */
    public record Decision(
            String id,
            String decision,
            String why,
            String alternatives,
            String version,
            String signedBy,
            String signedOn,
            Standing standing) {

        /** Whether it was signed in another version. */
        public boolean isTakenBack() {
            return standing == Standing.TAKEN_BACK;
        }
    }

    /** The decisions without a signature for the active version. */
    public List<Decision> notSigned() {
        return decisions.stream()
                .filter(decision -> decision.standing() != Standing.SIGNED)
                .toList();
    }

    /**
     * Reads the decisions of a content with their signatures.
     *
     * @param register a site's own register, a CSV file with the columns id, signed_by, signed_on and content_version;
     *     null means the signatures in the content. A row with an unknown decision is ignored and logged.
     * @throws ContentUnreadable when a file is unreadable, a row is incomplete or duplicate, or a decision names no
     *     define or an unknown one
     */
    public static SignOff of(Content content, @Nullable Path register) {
        String decisions = content.text(REGISTER);
        String file = register == null ? REGISTER : register.toString();
        Map<String, CSVRecord> signatures = byId(file, register == null ? decisions : text(register), OF_A_SIGNATURE);
        RuleText rules = new RuleText(content);
        List<Decision> all = new ArrayList<>();
        byId(REGISTER, decisions, OF_A_DECISION).forEach((id, row) -> {
            String version = version(rules, row);
            CSVRecord signature = signatures.get(id);
            String signedBy = text(signature, "signed_by");
            String signedOn = text(signature, "signed_on");
            String signedFor = text(signature, "content_version");
            boolean isWhole = !signedBy.isEmpty() && DAY.matcher(signedOn).matches() && !signedFor.isEmpty();
            if (!isWhole && !(signedBy + signedOn + signedFor).isEmpty()) {
                throw new ContentUnreadable("The signature of " + id + " in " + file
                        + " needs signed_by, signed_on as YYYY-MM-DD, and content_version.");
            }
            all.add(new Decision(
                    id,
                    row.get("decision"),
                    row.get("why"),
                    row.get("alternatives"),
                    version,
                    signedBy,
                    signedOn,
                    !isWhole ? Standing.OPEN : signedFor.equals(version) ? Standing.SIGNED : Standing.TAKEN_BACK));
        });
        List<String> unknownIds = signatures.keySet().stream()
                .filter(id -> all.stream().noneMatch(decision -> decision.id().equals(id)))
                .toList();
        if (!unknownIds.isEmpty()) {
            log.warn("The register {} signs decisions that the rules do not take: {}", register, unknownIds);
        }
        return new SignOff(all, unknownIds);
    }

    private static Map<String, CSVRecord> byId(String file, String text, List<String> columns) {
        Map<String, CSVRecord> rows = new LinkedHashMap<>();
        try (var parsed = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(text))) {
            if (!parsed.getHeaderNames().containsAll(columns)) {
                throw new ContentUnreadable(
                        "The register " + file + " needs the columns " + String.join(", ", columns) + ".");
            }
            for (CSVRecord row : parsed) {
                if (!row.isConsistent() || row.get("id").isBlank()) {
                    throw new ContentUnreadable("The register " + file + " has a row without all its columns: "
                            + row.getRecordNumber() + ".");
                }
                if (rows.put(row.get("id"), row) != null) {
                    throw new ContentUnreadable("The register " + file + " names " + row.get("id") + " twice.");
                }
            }
            return rows;
        } catch (IOException | UncheckedIOException e) {
            throw new ContentUnreadable("The register " + file + " is no CSV: " + e.getMessage());
        }
    }

    private static String text(@Nullable CSVRecord signature, String column) {
        return signature == null ? "" : signature.get(column).strip();
    }

    private static String text(Path register) {
        try {
            return Files.readString(register);
        } catch (IOException e) {
            throw new ContentUnreadable("The register of signatures " + register
                    + " (spinecds.sign-off.register) cannot be read: " + e.getMessage());
        }
    }

    private static String version(RuleText rules, CSVRecord row) {
        List<RuleText.Place> places = Arrays.stream(row.get("where").split(";"))
                .map(String::strip)
                .filter(place -> !place.isEmpty())
                .map(place -> place(rules, row.get("id"), place))
                .toList();
        if (places.isEmpty()) {
            throw new ContentUnreadable("The decision " + row.get("id") + " in " + REGISTER + " names no define.");
        }
        String decided = row.get("decision") + "\n" + String.join("\n", rules.behind(places));
        return Digest.of(decided.replaceAll("\\s+", " ")).substring(0, LENGTH);
    }

    /** A place written as {@code SpineRecurrenceTrigger.Reason}. */
    private static RuleText.Place place(RuleText rules, String id, String written) {
        int dot = written.indexOf('.');
        var place = new RuleText.Place(written.substring(0, Math.max(0, dot)), written.substring(dot + 1));
        if (rules.at(place) == null) {
            throw new ContentUnreadable(
                    "The decision " + id + " in " + REGISTER + " names " + written + ", and no library defines it.");
        }
        return place;
    }
}
