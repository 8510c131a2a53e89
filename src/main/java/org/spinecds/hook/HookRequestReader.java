package org.spinecds.hook;

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
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the body of a call (CDS Hooks 2.0.1, HTTP Request): strict about its JSON and about what the hook demands,
 * lenient about what real clients send as FHIR before an order is complete.
 */
public final class HookRequestReader {

    private static final Pattern FHIR_ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7E]*");
    private static final Set<String> WITH_DRAFT_ORDERS = Set.of("order-select", "order-sign");
    private static final String EXPLAIN = "org.spinecds.explain";

    private final FhirJson fhir;
    private final boolean mayExplain;
    private final JsonMapper json;

    /**
     * A reader for one configuration.
     *
     * @param mayExplain whether the extension {@code org.spinecds.explain} is heard
     * @param maxNesting of the JSON
     */
    public HookRequestReader(FhirJson fhir, boolean mayExplain, int maxNesting) {
        this.fhir = fhir;
        this.mayExplain = mayExplain;
        // Numbers stay as they were written: 30.0 Gy remains 30.0 Gy on its way into the FHIR parser.
        this.json = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(maxNesting)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /**
     * Reads one call.
     *
     * @param body UTF-8 JSON
     * @throws HookRequestRejected when the call is not one of this service
     */
    public HookRequest read(ServiceDefinition service, byte[] body) {
        JsonNode call = object(tree(body), "The body of the call");
        String hook = text(call, "hook");
        if (!hook.equals(service.hook())) {
            throw new HookRequestRejected("The call's hook is not the hook of this service, " + service.hook() + ".");
        }
        JsonNode context = object(required(call, "context"), "context");
        String patientId = patientId(context);
        return new HookRequest(
                hook,
                text(call, "hookInstance"),
                fhirServer(call),
                fhirAuthorization(call, patientId),
                text(context, "userId"),
                patientId,
                optionalText(context, "encounterId"),
                selections(context),
                draftOrders(context, service.hook()),
                prefetch(call, service.prefetch().keySet()),
                mayExplain ? explain(call) : null);
    }

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (StreamConstraintsException e) {
            throw new HookRequestRejected(
                    "The body of the call is nested too deeply or holds a value that is too long.");
        } catch (JacksonException e) {
            throw new HookRequestRejected("The body of the call is not well-formed JSON%s."
                    .formatted(
                            e.getLocation() == null
                                    ? ""
                                    : ", see line " + e.getLocation().getLineNr() + ", column "
                                            + e.getLocation().getColumnNr()));
        }
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

    private static List<String> selections(JsonNode context) {
        List<String> selections = new ArrayList<>();
        if (isThere(context, "selections")) {
            JsonNode list = context.path("selections");
            if (!list.isArray() || list.values().stream().anyMatch(item -> !item.isString())) {
                throw new HookRequestRejected("context.selections is not a list of references.");
            }
            list.values().forEach(item -> selections.add(item.stringValue()));
        }
        return selections;
    }

    private Bundle draftOrders(JsonNode context, String hook) {
        if (!WITH_DRAFT_ORDERS.contains(hook) && !isThere(context, "draftOrders")) {
            return new Bundle();
        }
        JsonNode orders = object(required(context, "draftOrders"), "context.draftOrders");
        try {
            if (fhir.read(json.writeValueAsString(orders)) instanceof Bundle bundle) {
                return bundle;
            }
            throw new HookRequestRejected("context.draftOrders is not a FHIR Bundle.");
        } catch (FhirUnreadable e) {
            throw new HookRequestRejected("context.draftOrders is not a readable FHIR R4 Bundle.");
        }
    }

    private Map<String, PrefetchValue> prefetch(JsonNode call, Set<String> keys) {
        Map<String, PrefetchValue> values = new LinkedHashMap<>();
        if (isThere(call, "prefetch")) {
            JsonNode prefetch = object(call.path("prefetch"), "prefetch");
            for (String key : keys) {
                JsonNode value = prefetch.get(key);
                if (value != null) {
                    values.put(key, prefetchValue(value));
                }
            }
        }
        return values;
    }

    private PrefetchValue prefetchValue(JsonNode value) {
        if (value.isNull()) {
            return new PrefetchValue.NothingThere();
        }
        if (!value.isObject()) {
            return new PrefetchValue.Failed(unreadable());
        }
        try {
            Resource resource = fhir.read(json.writeValueAsString(value));
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

    private static boolean isThere(JsonNode parent, String member) {
        return parent.hasNonNull(member);
    }

    private static JsonNode required(JsonNode parent, String member) {
        if (!isThere(parent, member)) {
            throw new HookRequestRejected("The call has no " + member + ".");
        }
        return parent.path(member);
    }

    private static JsonNode object(JsonNode value, String name) {
        if (!value.isObject()) {
            throw new HookRequestRejected(name + " is not a JSON object.");
        }
        return value;
    }

    private static String text(JsonNode parent, String member) {
        required(parent, member);
        String text = optionalText(parent, member);
        if (text == null || text.isBlank()) {
            throw new HookRequestRejected("The call's " + member + " is empty.");
        }
        return text;
    }

    private static @Nullable String optionalText(JsonNode parent, String member) {
        if (!isThere(parent, member)) {
            return null;
        }
        JsonNode value = parent.path(member);
        if (!value.isString()) {
            throw new HookRequestRejected("The call's " + member + " is not a string.");
        }
        return value.stringValue();
    }
}
