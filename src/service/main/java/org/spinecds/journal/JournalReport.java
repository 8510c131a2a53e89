package org.spinecds.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.spinecds.database.Rows;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts calls, cards and feedback in the journal for administrators. */
public record JournalReport(JdbcClient database) {

    private static final String LATEST_FEEDBACK =
            """
            select f.outcome, coalesce(f.reason_code, 'none') as reason, count(*) as n
            from shown_card s
            join decision d on d.id = s.decision
            join feedback f on f.card = s.card and not exists (select 1 from feedback later
              where later.card = f.card and (later.outcome_at > f.outcome_at
                or (later.outcome_at = f.outcome_at and later.outcome > f.outcome)))
            """;

    private static final String CALLS = "decision d";
    private static final String CARDS = "shown_card s join decision d on d.id = s.decision";

    /**
     * The summary of the calls in a period.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public JournalSummary between(Instant from, Instant to) {
        Map<String, Long> outcomes = counts("d.outcome", CALLS, from, to);
        long decisions = outcomes.values().stream().mapToLong(Long::longValue).sum();
        return new JournalSummary(
                from,
                to,
                decisions,
                in("select count(distinct s.decision) from " + CARDS, "", from, to)
                        .query(Long.class)
                        .single(),
                outcomes,
                counts("d.reason", CALLS, from, to),
                counts("s.kind", CARDS, from, to).entrySet().stream()
                        .map(kind -> kind(kind.getKey(), kind.getValue(), decisions, from, to))
                        .toList(),
                suggestions(from, to),
                counts("u.code", "unknown_order_code u join decision d on d.id = u.decision", from, to));
    }

    private JournalSummary.CardKind kind(String kind, long shown, long decisions, Instant from, Instant to) {
        Map<String, Long> latest = new TreeMap<>();
        Map<String, Long> overrides = new TreeMap<>();
        in(LATEST_FEEDBACK, "and s.kind = :kind group by f.outcome, f.reason_code", from, to)
                .param("kind", kind)
                .query(row -> {
                    latest.merge(row.getString("outcome"), row.getLong("n"), Long::sum);
                    if (row.getString("outcome").equals("OVERRIDDEN")) {
                        overrides.merge(row.getString("reason"), row.getLong("n"), Long::sum);
                    }
                });
        long accepted = latest.getOrDefault("ACCEPTED", 0L);
        long overridden = latest.getOrDefault("OVERRIDDEN", 0L);
        return new JournalSummary.CardKind(
                kind,
                shown,
                accepted,
                overridden,
                shown - accepted - overridden,
                rate(shown, decisions),
                rate(accepted, shown),
                rate(overridden, shown),
                counts(in(
                                "select s.indicator, count(*) from " + CARDS,
                                "and s.kind = :kind group by s.indicator",
                                from,
                                to)
                        .param("kind", kind)),
                overrides);
    }

    private List<JournalSummary.SuggestionKey> suggestions(Instant from, Instant to) {
        return in(
                        """
                        select o.name, count(*) as shown, count(a.suggestion) as accepted
                        from shown_suggestion o
                        join shown_card s on s.card = o.card
                        join decision d on d.id = s.decision
                        left join accepted_suggestion a on a.suggestion = o.suggestion""",
                        "group by o.name order by o.name",
                        from,
                        to)
                .query((row, number) -> new JournalSummary.SuggestionKey(
                        row.getString("name"),
                        row.getLong("shown"),
                        row.getLong("accepted"),
                        rate(row.getLong("accepted"), row.getLong("shown"))))
                .list();
    }

    private Map<String, Long> counts(String column, String tables, Instant from, Instant to) {
        return counts(in("select " + column + ", count(*) from " + tables, "group by " + column, from, to));
    }

    private static Map<String, Long> counts(JdbcClient.StatementSpec question) {
        Map<String, Long> counts = new TreeMap<>();
        question.query(row -> {
            counts.put(row.getString(1), row.getLong(2));
        });
        return counts;
    }

    /** A question to the calls of a period, the decisions d. */
    private JdbcClient.StatementSpec in(String select, String rest, Instant from, Instant to) {
        return database.sql(select + " where d.decided_at >= :from and d.decided_at < :to " + rest)
                .param("from", Rows.utc(from))
                .param("to", Rows.utc(to));
    }

    private static double rate(long part, long whole) {
        return whole == 0 ? 0 : Math.round(1000.0 * part / whole) / 1000.0;
    }
}
