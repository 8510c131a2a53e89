package org.spinecds.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ServedDoses;
import org.spinecds.fhir.FhirJson;
import org.spinecds.hook.HookRequestRejected;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The doses of the archive as Observations, for administrators: a search by an identifier of the patient. */
@RestController
record DoseObservationsController(ObjectProvider<ServedDoses> doses, FhirJson fhir) {

    private static final String IDENTIFIER = "patient.identifier";
    private static final String BIRTH_DATE = "patient.birthdate";
    private static final Set<String> PARAMETERS = Set.of(IDENTIFIER, BIRTH_DATE, "_format");

    /** Answers 404 where no archive is configured. */
    @GetMapping("/fhir/Observation")
    ResponseEntity<byte[]> search(HttpServletRequest http) {
        ServedDoses served = doses.getIfAvailable();
        if (served == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No archive of doses is configured.");
        }
        String identifier = http.getParameter(IDENTIFIER);
        int bar = identifier == null ? -1 : identifier.indexOf('|');
        if (identifier == null
                || bar < 0
                || !PARAMETERS.containsAll(http.getParameterMap().keySet())) {
            throw new HookRequestRejected(
                    "The search needs patient.identifier=system|value, and takes patient.birthdate and nothing else.");
        }
        @Nullable String birthDate = http.getParameter(BIRTH_DATE);
        Optional<List<Observation>> kept =
                served.of(identifier.substring(0, bar), identifier.substring(bar + 1), birthDate);
        List<Observation> found = kept.orElse(List.of());
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET).setTotal(found.size());
        found.forEach(one -> bundle.addEntry().setResource(one).getSearch().setMode(Bundle.SearchEntryMode.MATCH));
        if (kept.isEmpty()) {
            bundle.addEntry().setResource(nothingKept()).getSearch().setMode(Bundle.SearchEntryMode.OUTCOME);
        }
        return Json.fhir(fhir, bundle);
    }

    /** No answer about the patient: doses may be kept under another date of birth, or the archive was never asked. */
    private static OperationOutcome nothingKept() {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.WARNING)
                .setCode(OperationOutcome.IssueType.NOTFOUND)
                .setDiagnostics(
                        "Nothing is kept under this identifier and birth date. The birth date is that of the record:"
                                + " with one in the record the search needs patient.birthdate.");
        return outcome;
    }
}
