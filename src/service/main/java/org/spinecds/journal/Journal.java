package org.spinecds.journal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.database.ForcedWrites;
import org.spinecds.database.OldRows;
import org.spinecds.database.Rows;
import org.spinecds.hook.Feedback;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps decisions and feedback in H2 or PostgreSQL. */
public record Journal(JdbcClient database, TransactionTemplate transaction, ForcedWrites disk, Clock clock) {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /**
     * Keeps a decision with its cards. H2 writes it to the file within half a second, PostgreSQL at once.
     *
     * @throws org.springframework.dao.DataAccessException when the database refuses it
     */
    public void keep(Decision decision) {
        transaction.executeWithoutResult(status -> insertAll(decision));
    }

    /**
     * Inserts a decision and rolls it back. The first call then finds the classes and statements loaded; nothing is
     * kept.
     */
    public void rehearse(Decision decision) {
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            insertAll(decision);
        });
    }

    private void insertAll(Decision decision) {
        insert(
                "decision (id, decided_at, service, hook, hook_instance, client, tenant, patient, content_version,"
                        + " changed_settings, outcome, reason, gather_ms, evaluate_ms, render_ms)",
                List.of(List.of(
                        decision.id(),
                        decision.at(),
                        decision.service(),
                        decision.hook(),
                        decision.hookInstance(),
                        decision.client(),
                        decision.tenant(),
                        decision.patient(),
                        decision.contentVersion(),
                        decision.changedSettings(),
                        decision.outcome(),
                        decision.reason(),
                        decision.durations().gather(),
                        decision.durations().evaluate(),
                        decision.durations().render())));
        List<List<?>> cards = new ArrayList<>();
        List<List<?>> suggestions = new ArrayList<>();
        for (Decision.ShownCard card : decision.shown()) {
            cards.add(List.of(card.card(), decision.id(), cards.size(), card.kind(), card.indicator()));
            card.suggestions()
                    .forEach(suggestion ->
                            suggestions.add(List.of(suggestion.suggestion(), card.card(), suggestion.key())));
        }
        insert("shown_card (card, decision, place, kind, indicator)", cards);
        insert("shown_suggestion (suggestion, card, name)", suggestions);
        List<List<?>> codes = new ArrayList<>();
        decision.unknownOrderCodes().forEach(code -> codes.add(List.of(decision.id(), codes.size(), code)));
        insert("unknown_order_code (decision, place, code)", codes);
        insert(
                "decision_suspension (decision, suspension)",
                decision.suspensions().stream()
                        .map(suspension -> List.of(decision.id(), suspension))
                        .toList());
    }

    private void insert(String table, List<? extends List<?>> rows) {
        new Rows(database, table).insertAll(rows);
    }

    /**
     * Keeps feedback with the decisions it belongs to; both are on disk when this method returns. An item that was sent
     * before is kept once.
     *
     * @param service the service that showed the cards
     * @param client the configured name of the client that showed them
     * @throws UnknownCards when this service never showed some of the cards to this client; the feedback on the others
     *     is kept
     * @throws org.springframework.dao.DataAccessException when the database refuses an item; the items before it may be
     *     kept
     */
    public void keep(String service, String client, List<Feedback> feedback) {
        List<Feedback> known = feedback.stream()
                .filter(item -> wasShown(item.card(), service, client))
                .toList();
        known.forEach(item -> {
            keep(item);
            item.acceptedSuggestions().forEach(suggestion -> accept(item, suggestion));
        });
        if (!known.isEmpty()) {
            disk.force();
        }
        if (known.size() < feedback.size()) {
            throw new UnknownCards(feedback.size() - known.size(), known.size());
        }
    }

    private boolean wasShown(UUID card, String service, String client) {
        return database.sql(
                                """
                                select count(*) from shown_card s join decision d on d.id = s.decision
                                where s.card = ? and d.service = ? and d.client = ?
                                """)
                        .params(card, service, client)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private void keep(Feedback item) {
        Feedback.Reason reason = item.reason();
        try {
            database.sql(
                            """
                            insert into feedback (card, outcome, outcome_at, accepted_suggestions, reason_system,
                                reason_code, user_comment, received_at)
                            values (:card, :outcome, :at, :suggestions, :system, :code, :comment, :received)
                            """)
                    .param("card", item.card())
                    .param("outcome", item.outcome().name())
                    .param("at", Rows.utc(item.at()))
                    .param("suggestions", String.join(" ", item.acceptedSuggestions()))
                    .param("system", reason == null ? null : reason.system())
                    .param("code", reason == null ? null : reason.code())
                    .param("comment", reason == null ? null : reason.comment())
                    .param("received", Rows.utc(clock.instant()))
                    .update();
        } catch (DuplicateKeyException e) {
            log.debug("Feedback that was sent again is kept once.");
        }
    }

    /**
     * Counts an accepted suggestion once. A suggestion that the card never had stays in the feedback and is not
     * counted.
     */
    private void accept(Feedback item, String suggestion) {
        try {
            database.sql(
                            """
                            insert into accepted_suggestion (suggestion, accepted_at)
                            select suggestion, ? from shown_suggestion where card = ? and suggestion = ?
                            """)
                    .params(Rows.utc(item.at()), item.card(), UUID.fromString(suggestion))
                    .update();
        } catch (DuplicateKeyException e) {
            log.debug("A suggestion that was taken again is counted once.");
        }
    }

    /**
     * Removes decisions past their retention, with their cards and feedback.
     *
     * @return the number of decisions removed
     */
    public int forgetOlderThan(Duration retention) {
        return new OldRows(database, "decision", "decided_at")
                .forget(clock.instant().minus(retention));
    }
}
