package org.spinecds.workbench;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spinecds.decision.Suspension;
import org.spinecds.suspension.Suspensions;

/** The section of the workbench for suspensions, as HTML. */
public record SuspensionsPage(WorkbenchPage page, Suspensions suspensions, Clock clock) {

    /** The list and the form. */
    public String form() {
        Map<String, Object> model = model();
        for (Suspension.Kind kind : Suspension.Kind.values()) {
            model.put("of" + kind, suspensions.suspendable(kind).entrySet());
        }
        return page.fill("suspensions", model);
    }

    /** The list. */
    public String list() {
        return page.fill("suspended", model());
    }

    /**
     * The list.
     *
     * @param seen the state on the page; without a change the result is empty
     */
    public Optional<String> list(String seen) {
        Map<String, Object> model = model();
        return seen.equals(model.get("seen")) ? Optional.empty() : Optional.of(page.fill("suspended", model));
    }

    private Map<String, Object> model() {
        List<Suspension> inForce = suspensions.inForce();
        Map<String, Object> model = new HashMap<>();
        model.put("seen", Integer.toHexString(inForce.hashCode()));
        model.put("inForce", inForce.stream().map(this::row).toList());
        return model;
    }

    private Map<String, Object> row(Suspension one) {
        return Map.of(
                "suspension",
                one,
                "words",
                suspensions.suspendable(one.kind()).getOrDefault(one.code(), ""),
                "until",
                one.untilIn(clock.getZone()));
    }
}
