package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.CaseFiles;
import org.spinecds.content.Content;
import org.spinecds.content.PackedFiles;
import org.spinecds.database.ForcedWrites;
import org.spinecds.database.Rows;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.mapping.LocalCodes;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The shared state of contents in the database: the history of active contents, the test result of each, and the
 * complete contents.
 */
record AcceptedContents(JdbcClient database, TransactionTemplate transaction, ForcedWrites disk, Clock clock) {

    private static final String FILES = "FILES";
    private static final String CASES = "CASES";
    private static final String LOCAL_CODES = "local-codes/";

    /** H2 limits a value to a megabyte. */
    private static final int PART = 500_000;

    /** The number of history rows that keep their content; every content is kept for a day. */
    private static final int KEPT_ROWS = 20;

    private static final Duration KEPT_AT_LEAST = Duration.ofDays(1);
    private static final int LONGEST_FINDINGS = 100_000;

    /** The active content; empty if there was never one. */
    Optional<InForce> newest() {
        return history(1).stream().findFirst();
    }

    /** The number of the newest row; 0 without one. */
    long newestNumber() {
        return database.sql("select coalesce(max(number), 0) from content_in_force")
                .query(Long.class)
                .single();
    }

    /** The history, the newest first. */
    List<InForce> history(int most) {
        return database.sql("select * from content_in_force order by number desc limit ?")
                .param(most)
                .query((row, number) -> inForce(row))
                .list();
    }

    private static InForce inForce(ResultSet row) throws SQLException {
        return new InForce(
                row.getLong("number"),
                row.getString("digest"),
                row.getString("version"),
                row.getString("build"),
                InForce.How.valueOf(row.getString("how")),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getString("set_by"),
                row.getString("reason"),
                lines(row.getString("failing")));
    }

    /**
     * Adds a row to the history and stores its content: both or none. Both are on disk when this returns.
     *
     * @return false if another instance took the number; its row must be read first
     */
    boolean append(InForce next, Guideline guideline) {
        try {
            transaction.executeWithoutResult(status -> {
                keepWhole(next.digest(), guideline);
                new Rows(
                                database,
                                "content_in_force (number, digest, version, build, how, since, set_by, reason, failing)")
                        .insert(
                                next.number(),
                                next.digest(),
                                next.version(),
                                next.build(),
                                next.how(),
                                next.since(),
                                next.by(),
                                next.reason(),
                                next.failing());
                withoutOverride(next.digest());
            });
            disk.force();
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Stores an inactive content for as long as it may be activated. */
    void keep(Guideline guideline) {
        try {
            transaction.executeWithoutResult(status -> keepWhole(guideline.digest(), guideline));
        } catch (DuplicateKeyException e) {
            // Another instance stored it at the same moment.
        }
    }

    private void keepWhole(String digest, Guideline guideline) {
        forget(digest);
        if (isKept(digest)) {
            return;
        }
        CaseFiles cases = guideline.content().cases();
        new Rows(database, "content_kept (digest, cases, kept_at)").insert(digest, cases.digest(), clock.instant());
        Map<String, String> files = new TreeMap<>(guideline.content().texts());
        int number = 0;
        for (String text : guideline.localCodes().texts()) {
            files.put(LOCAL_CODES + "%04d".formatted(number++), text);
        }
        insert(digest, FILES, PackedFiles.pack(files));
        insert(digest, CASES, cases.packed());
    }

    private void insert(String digest, String kind, byte[] packed) {
        for (int place = 0; place * PART < packed.length; place++) {
            byte[] part = Arrays.copyOfRange(packed, place * PART, Math.min(packed.length, (place + 1) * PART));
            new Rows(database, "content_part (digest, kind, place, packed)").insert(digest, kind, place, part);
        }
    }

    private void forget(String butFor) {
        database.sql("delete from content_kept where digest <> ? and kept_at < ? and digest not in"
                        + " (select digest from content_in_force where number > ?)")
                .params(butFor, Rows.utc(clock.instant().minus(KEPT_AT_LEAST)), newestNumber() - KEPT_ROWS)
                .update();
    }

    /** Whether the content is still stored. */
    boolean isKept(String digest) {
        return database.sql("select count(*) from content_kept where digest = ?")
                        .param(digest)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /**
     * Loads a stored content; empty if it is missing.
     *
     * @param before as for {@link GuidelineSource#loadKept}
     * @throws RuntimeException as {@link GuidelineSource#load}, when this build cannot use it
     */
    Optional<Guideline> load(String digest, GuidelineSource source, @Nullable Guideline before, FhirContext fhir) {
        return database.sql("select cases from content_kept where digest = ?")
                .param(digest)
                .query(String.class)
                .optional()
                .map(cases -> {
                    Map<String, String> files = PackedFiles.unpack(parts(digest, FILES));
                    List<String> codes = files.entrySet().stream()
                            .filter(file -> file.getKey().startsWith(LOCAL_CODES))
                            .map(Map.Entry::getValue)
                            .toList();
                    files.keySet().removeIf(path -> path.startsWith(LOCAL_CODES));
                    return source.loadKept(
                            Content.of("the database", files, new CaseFiles(cases, parts(digest, CASES))),
                            LocalCodes.of(codes, fhir),
                            before,
                            fhir);
                });
    }

    private byte[] parts(String digest, String kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        database.sql("select packed from content_part where digest = ? and kind = ? order by place")
                .params(digest, kind)
                .query((row, number) -> row.getBytes(1))
                .list()
                .forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** The test result of a content with a build, from any instance; empty without a completed test. */
    Optional<Judgement> judgement(String digest, String build) {
        return database.sql("select * from content_tried where digest = ? and build = ?")
                .params(digest, build)
                .query((row, number) -> new Judgement(
                        row.getBoolean("passed"),
                        row.getBoolean("overridable"),
                        row.getInt("played"),
                        lines(row.getString("failing")),
                        lines(row.getString("findings"))))
                .optional();
    }

    /**
     * Stores the result of a test.
     *
     * @return the valid result: that of another instance if it was first
     */
    Judgement remember(String digest, String version, String build, Judgement mine) {
        String findings = String.join("\n", mine.findings());
        try {
            new Rows(
                            database,
                            "content_tried (digest, build, version, passed, overridable, played, failing, findings,"
                                    + " tried_at)")
                    .insert(
                            digest,
                            build,
                            version,
                            mine.passed(),
                            mine.overridable(),
                            mine.played(),
                            mine.failing(),
                            findings.substring(0, Math.min(LONGEST_FINDINGS, findings.length())),
                            clock.instant());
            return mine;
        } catch (DuplicateKeyException e) {
            return judgement(digest, build).orElse(mine);
        }
    }

    /** Stored contents that a build refused only for failing cases, the latest first. */
    List<Workbench.Refused> overridable(String build) {
        return database.sql("select digest, version, failing from content_tried where build = ? and overridable = true"
                        + " and digest in (select digest from content_kept) order by tried_at desc")
                .param(build)
                .query((row, number) ->
                        new Workbench.Refused(row.getString(1), row.getString(2), lines(row.getString(3))))
                .list();
    }

    /** Proposals since a moment, the latest first. */
    List<Workbench.Proposed> proposals(Instant since) {
        return database.sql("select * from content_override where proposed_at > ? order by proposed_at desc")
                .param(Rows.utc(since))
                .query((row, number) -> new Workbench.Proposed(
                        row.getString("digest"),
                        row.getString("version"),
                        row.getString("proposed_by"),
                        row.getString("reason"),
                        row.getObject("proposed_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Stores a proposal; it replaces an earlier one for the same content, and is on disk when this returns. */
    void propose(Workbench.Proposed proposal) {
        transaction.executeWithoutResult(status -> {
            withoutOverride(proposal.digest());
            new Rows(database, "content_override (digest, version, proposed_by, reason, proposed_at)")
                    .insert(proposal.digest(), proposal.version(), proposal.by(), proposal.reason(), proposal.at());
        });
        disk.force();
    }

    private void withoutOverride(String digest) {
        database.sql("delete from content_override where digest = ?")
                .param(digest)
                .update();
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
