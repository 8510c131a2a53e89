package org.spinecds;

import java.util.List;
import org.spinecds.security.Client;
import org.spinecds.security.FhirServerAllowList;

/** Clients as tests need them. */
public final class TestClient {

    private TestClient() {}

    /** May name any FHIR server of this machine. */
    public static Client with(boolean mayExplain) {
        return with(mayExplain, "http://localhost:*", "http://127.0.0.1:*");
    }

    /** May name the FHIR servers given. */
    public static Client with(boolean mayExplain, String... servers) {
        return new Client("a test", "", new FhirServerAllowList(List.of(servers), true), mayExplain, false, false);
    }
}
