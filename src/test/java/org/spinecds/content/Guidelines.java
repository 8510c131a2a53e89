package org.spinecds.content;

import java.util.Map;

/** Guidelines for tests that need one and ask it nothing. */
public final class Guidelines {

    private Guidelines() {}

    /** A guideline of one library, without settings, that answers one service. */
    public static GuidelineFile of(String library, String service) {
        String text = "{\"library\": \"%s\", \"services\": {\"%s\": \"Cards\"}}".formatted(library, service);
        return GuidelineFile.of(Content.of("a test", Map.of("cql/guideline.json", text), CaseFiles.of(Map.of())))
                .get(0);
    }
}
