package org.spinecds.worksheet;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.spinecds.TemplateNames;
import org.spinecds.card.CardContext;
import org.spinecds.decision.Suspension;

/** The names that a template of the worksheet may use are those of what it is filled from. */
class WorksheetNamesIT {

    @Test
    void theNamesOfTheWorksheetAreListed() throws Exception {
        TemplateNames names = new TemplateNames();
        Play.everySeventh().forEach(play -> {
            Map<String, ?> opened = play.page(Play.CONTENT).opened();
            names.of(opened);
            if (play.id().startsWith("V") && Boolean.TRUE.equals(opened.get("isEditable"))) {
                Map<String, String> otherwise = new HashMap<>(play.inputs().texts());
                otherwise.replaceAll((field, text) -> text.matches("[1-9]") ? "0" : text);
                names.of(play.page(Play.CONTENT).recomputed(otherwise));
                otherwise.replaceAll((field, text) -> text.matches("\\d.*") ? "many" : text);
                names.of(play.page(Play.CONTENT).recomputed(otherwise));
            }
        });
        names.of(new CardContext.ChangedSetting("minMonths", "6", "5"));
        names.of(WorksheetPage.closed(
                new Suspension(
                        new UUID(0, 0), Suspension.Kind.SERVICE, Suspension.ALL, "", "", Instant.EPOCH, Instant.EPOCH),
                Play.CLOCK));
        names.assertListed("worksheet");
    }
}
