package org.spinecds.journal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts calls, cards and feedback in the journal for administrators. */
public record JournalReport(JdbcClient database) {

    private static final String LATEST_FEEDBACK =
            """
            select s.kind, f.outcome, coalesce(f.reason_code, 'none') as reason
            from shown_card s
            join decision d on d.id = s.decision
            join feedback f on f.card = s.card
            where d.decided_at >= :from and d.decided_at < :to
              and not exists (select 1 from feedback later where later.card = f.card
                and (later.outcome_at > f.outcome_at
                  or (later.outcome_at = f.outcome_at and later.outcome > f.outcome)))
            """;

    /**
     * The summary of the calls in a period.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public JournalSummary between(Instant from, Instant to) {
        Map<String, Long> outcomes = counts(
                "select outcome, count(*) from decision where decided_at >= :from and decided_at < :to group by outcome",
                from,
                to);
        long decisions = outcomes.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Long> withCards = counts(
                """
                select 'all', count(distinct s.decision) from shown_card s join decision d on d.id = s.decision
                where d.decided_at >= :from and d.decided_at < :to
                """,
                from,
                to);
        Map<String, Long> shown = counts(
                """
                select s.kind, count(*) from shown_card s join decision d on d.id = s.decision
                where d.decided_at >= :from and d.decided_at < :to group by s.kind
                """,
                from,
                to);
        List<JournalSummary.CardKind> kinds = shown.entrySet().stream()
                .map(kind -> kind(kind.getKey(), kind.getValue(), decisions, from, to))
                .toList();
        return new JournalSummary(
                from,
                to,
                decisions,
                withCards.getOrDefault("all", 0L),
                outcomes,
                counts(
                        "select reason, count(*) from decision where decided_at >= :from and decided_at < :to"
                                + " group by reason",
                        from,
                        to),
                kinds,
                suggestions(from, to),
                counts(
                        """
                        select u.code, count(*) from unknown_order_code u join decision d on d.id = u.decision
                        where d.decided_at >= :from and d.decided_at < :to group by u.code
                        """,
                        from,
                        to));
    }

    private JournalSummary.CardKind kind(String kind, long shown, long decisions, Instant from, Instant to) {
        Map<String, Long> latest = new TreeMap<>();
        Map<String, Long> overrides = new TreeMap<>();
        between(
                        "select outcome, reason, count(*) as n from (" + LATEST_FEEDBACK
                                + ") latest where kind = :kind group by outcome, reason",
                        from,
                        to)
                .param("kind", kind)
                .query((row, number) -> {
                    latest.merge(row.getString("outcome"), row.getLong("n"), Long::sum);
                    if (row.getString("outcome").equals("OVERRIDDEN")) {
                        overrides.merge(row.getString("reason"), row.getLong("n"), Long::sum);
                    }
                    return number;
                })
                .list();
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
                indicators(kind, from, to),
                overrides);
    }

    private List<JournalSummary.SuggestionKey> suggestions(Instant from, Instant to) {
        return between(
                        """
                        select o.name, count(*) as shown, count(a.suggestion) as accepted
                        from shown_suggestion o
                        join shown_card s on s.card = o.card
                        join decision d on d.id = s.decision
                        left join accepted_suggestion a on a.suggestion = o.suggestion
                        where d.decided_at >= :from and d.decided_at < :to
                        group by o.name order by o.name
                        """,
                        from,
                        to)
                .query((row, number) -> new JournalSummary.SuggestionKey(
                        row.getString("name"),
                        row.getLong("shown"),
                        row.getLong("accepted"),
                        rate(row.getLong("accepted"), row.getLong("shown"))))
                .list();
    }

    private Map<String, Long> indicators(String kind, Instant from, Instant to) {
        Map<String, Long> counts = new TreeMap<>();
        between(
                        """
                        select s.indicator, count(*) as n from shown_card s join decision d on d.id = s.decision
                        where d.decided_at >= :from and d.decided_at < :to and s.kind = :kind group by s.indicator
                        """,
                        from,
                        to)
                .param("kind", kind)
                .query((row, number) -> counts.put(row.getString("indicator"), row.getLong("n")))
                .list();
        return counts;
    }

    private Map<String, Long> counts(String sql, Instant from, Instant to) {
        Map<String, Long> counts = new TreeMap<>();
        between(sql, from, to)
                .query((row, number) -> counts.put(row.getString(1), row.getLong(2)))
                .list();
        return counts;
    }

    private JdbcClient.StatementSpec between(String sql, Instant from, Instant to) {
        return database.sql(sql).param("from", utc(from)).param("to", utc(to));
    }

    private static double rate(long part, long whole) {
        return whole == 0 ? 0 : Math.round(1000.0 * part / whole) / 1000.0;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
