package org.spinecds.archive;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.database.ForcedWrites;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The decisions of physicists in the shared database; one is on disk when it returns. Rows are never changed or removed. */
record JudgementStore(JdbcClient database, ForcedWrites disk) {

    /** Returns all decisions about these subjects, under any name of the patient. */
    Judgements about(Set<String> subjects) {
        if (subjects.isEmpty()) {
            return Judgements.none();
        }
        return new Judgements(database.sql(
                        """
                        select subject, place, verdict, numbers, reason, named, rtplan, rtstruct, course, made_by, made_at
                        from dose_judgement where subject in (:subjects) order by made_at, subject, place
                        """)
                .param("subjects", subjects)
                .query((row, number) -> judgement(row))
                .list());
    }

    private static Judgement judgement(ResultSet row) throws SQLException {
        return new Judgement(
                row.getString("subject"),
                row.getInt("place"),
                Verdict.valueOf(row.getString("verdict")),
                row.getString("numbers"),
                row.getString("reason"),
                row.getString("named"),
                row.getString("rtplan"),
                row.getString("rtstruct"),
                row.getString("course"),
                row.getString("made_by"),
                row.getObject("made_at", OffsetDateTime.class).toInstant());
    }

    /**
     * Adds a decision.
     *
     * @param patient the name of the patient of the page, as information
     * @return false where another one about the same subject came first; nothing is stored then
     */
    boolean add(String patient, Judgement made) {
        try {
            database.sql(
                            """
                            insert into dose_judgement (patient, subject, place, verdict, numbers, reason, named, rtplan,
                              rtstruct, course, made_by, made_at)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(
                            patient,
                            made.subject(),
                            made.place(),
                            made.verdict().name(),
                            made.numbers(),
                            made.reason(),
                            made.named(),
                            made.rtplan(),
                            made.rtstruct(),
                            made.course(),
                            made.by(),
                            made.at().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException e) {
            return false;
        }
        disk.force();
        return true;
    }
}
