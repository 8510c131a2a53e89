package org.spinecds.hook;

import static org.spinecds.hook.StrictJson.isThere;
import static org.spinecds.hook.StrictJson.object;
import static org.spinecds.hook.StrictJson.optionalText;
import static org.spinecds.hook.StrictJson.required;
import static org.spinecds.hook.StrictJson.text;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.FhirUnreadable;
import org.spinecds.fhir.Reading;
import org.spinecds.fhir.Subject;
import org.spinecds.hook.HookRequest.Explain;
import org.spinecds.security.Client;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of a call (CDS Hooks 2.0.1, HTTP Request): strict about JSON and the fields of the hook, lenient about
 * the incomplete FHIR orders of real clients.
 */
public record HookRequestReader(FhirJson fhir, StrictJson json) {

    private static final Pattern FHIR_ID = Pattern.compile("[A-Za-z0-9.-]{1,255}");
    private static final Pattern DATE = Pattern.compile("(19|20|21)\\d{2}-\\d{2}-\\d{2}");
    private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7E]*");
    private static final String WITH_SELECTIONS = "order-select";
    private static final Set<String> WITH_DRAFT_ORDERS = Set.of("order-select", "order-sign");
    private static final String EXPLAIN = "org.spinecds.explain";

    /**
     * Reads one call with its complete prefetch.
     *
     * @param body UTF-8 JSON
     * @param client that sent it
     * @throws HookRequestRejected when the call is not one of this service
     */
    public HookRequest read(ServiceDefinition service, byte[] body, Client client) {
        return read(service, body, client, Reading.EVERYTHING);
    }

    /**
     * Reads one call.
     *
     * @param body UTF-8 JSON
     * @param client that sent it
     * @param reading selects the resources of the prefetch to read completely
     * @throws HookRequestRejected when the call is not one of this service
     */
    public HookRequest read(ServiceDefinition service, byte[] body, Client client, Reading reading) {
        JsonNode call = json.object(body);
        String hook = text(call, "hook");
        if (!hook.equals(service.hook())) {
            throw new HookRequestRejected("The call's hook is not the hook of this service, " + service.hook() + ".");
        }
        JsonNode context = object(required(call, "context"), "context");
        String patientId = patientId(context);
        List<String> selections = selections(context, hook);
        Bundle drafts = draftOrders(context, service.hook());
        List<Integer> others = ofAnotherPatient(drafts, patientId, selections);
        others.forEach(place -> drafts.getEntry().remove(place.intValue()));
        return new HookRequest(
                client,
                hook,
                text(call, "hookInstance"),
                fhirServer(call),
                fhirAuthorization(call, patientId),
                text(context, "userId"),
                patientId,
                optionalText(context, "encounterId"),
                selections,
                drafts,
                draftsAsSent(context, others),
                prefetch(call, service.prefetch().keySet(), reading),
                client.mayExplain() ? explain(call) : null);
    }

    private static String patientId(JsonNode context) {
        String patientId = text(context, "patientId");
        if (!FHIR_ID.matcher(patientId).matches()) {
            throw new HookRequestRejected("context.patientId is not a FHIR id.");
        }
        return patientId;
    }

    private static @Nullable URI fhirServer(JsonNode call) {
        String text = optionalText(call, "fhirServer");
        if (text == null) {
            if (isThere(call, "fhirAuthorization")) {
                throw new HookRequestRejected("The call has fhirAuthorization but no fhirServer.");
            }
            return null;
        }
        try {
            URI uri = new URI(text.replaceAll("/+$", ""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean base = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (!base || !Set.of("http", "https").contains(scheme)) {
                throw new HookRequestRejected("fhirServer is not an http or https base URL.");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new HookRequestRejected("fhirServer is not a URL.");
        }
    }

    private static @Nullable FhirAuthorization fhirAuthorization(JsonNode call, String patientId) {
        if (!isThere(call, "fhirAuthorization")) {
            return null;
        }
        JsonNode lent = object(call.path("fhirAuthorization"), "fhirAuthorization");
        JsonNode token = lent.path("access_token");
        if (!token.isString() || !HEADER_SAFE.matcher(token.stringValue()).matches()) {
            throw new HookRequestRejected("fhirAuthorization.access_token is not a bearer token.");
        }
        if (token.stringValue().isBlank()) {
            // Without a token there are no scopes to check.
            return null;
        }
        String type = optionalText(lent, "token_type");
        if (type != null && !type.equalsIgnoreCase("Bearer")) {
            throw new HookRequestRejected("fhirAuthorization.token_type is not Bearer.");
        }
        JsonNode expiresIn = lent.path("expires_in");
        if (isThere(lent, "expires_in") && !expiresIn.canConvertToInt()) {
            throw new HookRequestRejected("fhirAuthorization.expires_in is not a number of seconds.");
        }
        String patient = optionalText(lent, "patient");
        if (patient != null && !patient.equals(patientId)) {
            throw new HookRequestRejected("fhirAuthorization is for another patient than context.patientId.");
        }
        return new FhirAuthorization(
                token.stringValue(),
                "Bearer",
                isThere(lent, "expires_in") ? expiresIn.intValue() : null,
                optionalText(lent, "scope"),
                optionalText(lent, "subject"),
                patient);
    }

    private static List<String> selections(JsonNode context, String hook) {
        if (!hook.equals(WITH_SELECTIONS) && !isThere(context, "selections")) {
            return List.of();
        }
        JsonNode list = required(context, "selections");
        if (!list.isArray() || list.values().stream().anyMatch(item -> !item.isString())) {
            throw new HookRequestRejected("context.selections is not a list of references.");
        }
        return list.values().stream().map(JsonNode::stringValue).toList();
    }

    private Bundle draftOrders(JsonNode context, String hook) {
        if (!WITH_DRAFT_ORDERS.contains(hook) && !isThere(context, "draftOrders")) {
            return new Bundle();
        }
        JsonNode orders = object(required(context, "draftOrders"), "context.draftOrders");
        try {
            if (fhir.read(orders) instanceof Bundle bundle) {
                return bundle;
            }
            throw new HookRequestRejected("context.draftOrders is not a FHIR Bundle.");
        } catch (FhirUnreadable e) {
            throw new HookRequestRejected("context.draftOrders is not a readable FHIR R4 Bundle.");
        }
    }

    /**
     * The indexes of the drafts of another patient, from the last to the first.
     *
     * @throws HookRequestRejected when one of them is selected
     */
    private static List<Integer> ofAnotherPatient(Bundle drafts, String patientId, List<String> selections) {
        List<Integer> places = new ArrayList<>();
        for (int place = drafts.getEntry().size() - 1; place >= 0; place--) {
            Resource draft = drafts.getEntry().get(place).getResource();
            if (draft == null || !Subject.isAnother(draft, patientId)) {
                continue;
            }
            if (selections.contains(
                    draft.fhirType() + "/" + draft.getIdElement().getIdPart())) {
                throw new HookRequestRejected("A selected order is of another patient than context.patientId.");
            }
            places.add(place);
        }
        return places;
    }

    private static List<ObjectNode> draftsAsSent(JsonNode context, List<Integer> leftOut) {
        List<JsonNode> entries = new ArrayList<>(
                context.path("draftOrders").path("entry").valueStream().toList());
        leftOut.forEach(place -> entries.remove(place.intValue()));
        return entries.stream()
                .map(entry -> entry.path("resource"))
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    private Map<String, PrefetchValue> prefetch(JsonNode call, Set<String> keys, Reading reading) {
        Map<String, PrefetchValue> values = new LinkedHashMap<>();
        if (isThere(call, "prefetch")) {
            JsonNode prefetch = object(call.path("prefetch"), "prefetch");
            for (String key : keys) {
                JsonNode value = prefetch.get(key);
                if (value != null) {
                    values.put(key, prefetchValue(value, reading));
                }
            }
        }
        return values;
    }

    private PrefetchValue prefetchValue(JsonNode value, Reading reading) {
        if (value.isNull()) {
            return new PrefetchValue.NothingThere();
        }
        if (!value.isObject()) {
            return new PrefetchValue.Failed(unreadable());
        }
        try {
            Resource resource = fhir.read(value, reading);
            return resource instanceof OperationOutcome outcome
                    ? new PrefetchValue.Failed(outcome)
                    : new PrefetchValue.Present(resource);
        } catch (FhirUnreadable e) {
            return new PrefetchValue.Failed(unreadable());
        }
    }

    private static OperationOutcome unreadable() {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(IssueType.STRUCTURE)
                .setDiagnostics("This is not a readable FHIR R4 resource.");
        return outcome;
    }

    private static @Nullable Explain explain(JsonNode call) {
        if (!isThere(call, "extension")) {
            return null;
        }
        JsonNode extension = object(call.path("extension"), "extension");
        if (!isThere(extension, EXPLAIN)) {
            return null;
        }
        JsonNode explain = object(extension.path(EXPLAIN), EXPLAIN);
        JsonNode assessment = explain.path("assessment");
        if (isThere(explain, "assessment") && !assessment.isBoolean()) {
            throw new HookRequestRejected(EXPLAIN + ".assessment is neither true nor false.");
        }
        return new Explain(assessment.isBoolean() && assessment.booleanValue(), evaluationDate(explain));
    }

    private static @Nullable LocalDate evaluationDate(JsonNode explain) {
        String text = optionalText(explain, "evaluationDate");
        if (text == null) {
            return null;
        }
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            throw new HookRequestRejected(EXPLAIN + ".evaluationDate is not a day of the calendar.");
        }
        throw new HookRequestRejected(EXPLAIN + ".evaluationDate is not a date such as 2026-03-02.");
    }
}
