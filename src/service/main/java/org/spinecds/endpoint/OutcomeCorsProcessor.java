package org.spinecds.endpoint;

import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Refuses calls from pages of other origins with an OperationOutcome. */
final class OutcomeCorsProcessor extends DefaultCorsProcessor {

    @Override
    protected void rejectRequest(ServerHttpResponse response) throws IOException {
        response.setStatusCode(HttpStatus.FORBIDDEN);
        response.getHeaders().setContentType(OutcomeWords.FHIR_JSON);
        response.getBody()
                .write(Json.outcome(
                        "forbidden", "Pages of this origin may not call the service (spinecds.cors.allowed-origins)."));
        response.flush();
    }
}
