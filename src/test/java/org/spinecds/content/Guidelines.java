package org.spinecds.content;

import java.util.Map;

/** Guidelines for tests that need one and ask it nothing. */
public final class Guidelines {

    private Guidelines() {}

    /** A guideline of one library, without settings, that answers one service. */
    public static GuidelineFile of(String library, String service) {
        return of(library, service, "[]");
    }

    /**
     * The same, with types that the service gives itself.
     *
     * @param own a list in JSON
     */
    public static GuidelineFile of(String library, String service, String own) {
        String text = "{\"library\": \"%s\", \"own\": %s, \"services\": {\"%s\": \"Cards\"}}"
                .formatted(library, own, service);
        return GuidelineFile.of(Content.of("a test", Map.of("cql/guideline.json", text), CaseFiles.of(Map.of())))
                .get(0);
    }
}
