package org.spinecds.guideline;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;

/**
 * The decisions that the rules take where the source leaves them open, and who has signed each. A signature is for one
 * version of a decision: its sentence and the text of the defines it names. When one of them changes, the signature no
 * longer counts.
 *
 * @param decisions in the order of {@code cql/sign-off.csv}
 */
public record SignOff(List<Decision> decisions) {

    private static final String REGISTER = "cql/sign-off.csv";
    private static final String LIBRARIES = "cql/input/cql/SpineRecurrence";
    private static final List<String> OF_A_DECISION = List.of("id", "decision", "why", "alternatives", "where");
    private static final List<String> OF_A_SIGNATURE = List.of("id", "signed_by", "signed_on", "content_version");
    /** A define, a function or a parameter, up to the next one or the comment before it. */
    private static final Pattern STATEMENT = Pattern.compile(
            "(?ms)^(?:define (?:function )?|parameter )(?:\"([^\"]+)\"|(\\w+)).*?(?=^define |^parameter |^/\\*|^context |\\z)");

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final int LENGTH = 12;

    public SignOff {
        decisions = List.copyOf(decisions);
    }

    /** Whether a signature is there, and whether it is for the version in force. */
    public enum Standing {
        /** Nobody has signed. */
        OPEN,
        /** Somebody has signed another version. */
        TAKEN_BACK,
        SIGNED
    }

    /**
     * A decision.
     *
     * @param version what a signature is for: twelve hexadecimal digits
     * @param signedBy empty where nobody has
     * @param signedOn a day as YYYY-MM-DD; empty where nobody has
     */
    public record Decision(
            String id,
            String decision,
            String why,
            String alternatives,
            String version,
            String signedBy,
            String signedOn,
            Standing standing) {}

    /** Those without a signature for the version in force. */
    public List<Decision> notSigned() {
        return decisions.stream()
                .filter(decision -> decision.standing() != Standing.SIGNED)
                .toList();
    }

    /**
     * Reads the decisions of a content with their signatures.
     *
     * @param register a site's own register, a CSV file with the columns id, signed_by, signed_on and content_version; null
     *     means the signatures in the content. A row about a decision that the content no longer takes counts for nothing.
     * @throws ContentUnreadable when a file cannot be read, a row is incomplete or double, or a decision names a define that
     *     no library has
     */
    public static SignOff of(Content content, @Nullable Path register) {
        String decisions = content.text(REGISTER);
        Map<String, CSVRecord> signatures = byId(
                register == null ? REGISTER : register.toString(),
                register == null ? decisions : text(register),
                OF_A_SIGNATURE);
        List<Decision> all = new ArrayList<>();
        byId(REGISTER, decisions, OF_A_DECISION).forEach((id, row) -> {
            String version = version(content, row);
            CSVRecord signature = signatures.get(id);
            String signedBy =
                    signature == null ? "" : signature.get("signed_by").strip();
            String signedOn =
                    signature == null ? "" : signature.get("signed_on").strip();
            String signedFor =
                    signature == null ? "" : signature.get("content_version").strip();
            boolean isWhole = !signedBy.isEmpty() && DAY.matcher(signedOn).matches() && !signedFor.isEmpty();
            if (!isWhole && !(signedBy + signedOn + signedFor).isEmpty()) {
                throw new ContentUnreadable("The signature of " + id + " in "
                        + (register == null ? REGISTER : register)
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
        return new SignOff(all);
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

    private static String text(Path register) {
        try {
            return Files.readString(register);
        } catch (IOException e) {
            throw new ContentUnreadable("The register of signatures " + register
                    + " (spinecds.sign-off.register) cannot be read: " + e.getMessage());
        }
    }

    private static String version(Content content, CSVRecord row) {
        StringBuilder decided = new StringBuilder(row.get("decision"));
        Arrays.stream(row.get("where").split(";"))
                .map(String::strip)
                .filter(place -> !place.isEmpty())
                .forEach(place -> decided.append('\n').append(statements(content, row.get("id"), place)));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(decided.toString().replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** The text of the define at a place such as {@code Trigger.Reason}, of a function in all its forms. */
    private static String statements(Content content, String id, String place) {
        int dot = place.indexOf('.');
        String name = place.substring(dot + 1);
        Map<String, String> found = new HashMap<>();
        if (dot > 0) {
            Matcher statement = STATEMENT.matcher(content.text(LIBRARIES + place.substring(0, dot) + ".cql"));
            while (statement.find()) {
                found.merge(
                        statement.group(1) == null ? statement.group(2) : statement.group(1),
                        statement.group().strip(),
                        (one, other) -> one + "\n" + other);
            }
        }
        String text = found.get(name);
        if (text == null) {
            throw new ContentUnreadable(
                    "The decision " + id + " in " + REGISTER + " names " + place + ", and no library defines it.");
        }
        return text;
    }
}
